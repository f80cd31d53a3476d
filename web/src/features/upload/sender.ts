import type { Problem } from '../../shared/api/problem';

/** What a running upload tells. A sender that was paused tells nothing more. */
export type SenderEvents = {
  onProgress: (sentBytes: number) => void;
  /** No connection: it goes on by itself. */
  onOffline: () => void;
  onDone: () => void;
  onFailed: (problem: Problem) => void;
};

/** Brings one file to its place; `start` after `pause` goes on where it stopped. */
export interface Sender {
  start(): void;
  pause(): void;
}

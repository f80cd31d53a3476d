import { type Problem, problemOf } from '../../shared/api/problem';
import type { Sender, SenderEvents } from './sender';

export type Part = { number: number; etag: string };

/** How parts travel: signed by the service, put to the store, remembered by the store. */
export interface PartStore {
  stored(signal: AbortSignal): Promise<Part[]>;
  sign(numbers: number[], signal: AbortSignal): Promise<Map<number, string>>;
  /** Answers the part's ETag. */
  put(url: string, bytes: Blob, onProgress: (sentBytes: number) => void, signal: AbortSignal): Promise<string>;
  complete(parts: Part[], signal: AbortSignal): Promise<void>;
}

const PARALLEL = 3;
/** Addresses are signed shortly before they are used: they expire. */
const SIGNED_AT_ONCE = 6;
const TRIES_MAX = 5;
const BACKOFF_FIRST_MS = 1_000;
const OFFLINE_TRIED_AGAIN_EVERY_MS = 5_000;

/** S3 multipart: parts of one size, three at a time; a resumed upload sends only what the store does not have. */
export class PartsSender implements Sender {
  private readonly file: Blob;
  private readonly partBytes: number;
  private readonly store: PartStore;
  private readonly events: SenderEvents;
  private controller: AbortController | undefined;

  constructor(file: Blob, partBytes: number, store: PartStore, events: SenderEvents) {
    this.file = file;
    this.partBytes = partBytes;
    this.store = store;
    this.events = events;
  }

  start(): void {
    this.controller?.abort();
    const controller = new AbortController();
    this.controller = controller;
    this.run(controller.signal).then(
      () => {
        if (!controller.signal.aborted) {
          this.events.onDone();
        }
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted) {
          controller.abort();
          this.events.onFailed(problemOf(thrown));
        }
      },
    );
  }

  pause(): void {
    this.controller?.abort();
  }

  private async run(signal: AbortSignal): Promise<void> {
    const stored = await this.insistently(() => this.store.stored(signal), signal);
    const done = new Map(stored.map((part) => [part.number, part.etag]));
    const total = Math.max(1, Math.ceil(this.file.size / this.partBytes));
    const missing = Array.from({ length: total }, (_, index) => index + 1).filter((number) => !done.has(number));
    const inFlight = new Map<number, number>();
    const signed = new Map<number, string>();
    const report = () => {
      if (!signal.aborted) {
        const storedBytes = [...done.keys()].reduce((sum, number) => sum + this.bytesOf(number).size, 0);
        this.events.onProgress(storedBytes + [...inFlight.values()].reduce((sum, bytes) => sum + bytes, 0));
      }
    };
    const send = async (number: number) => {
      const url = await this.addressOf(number, missing, signed, signal);
      const progress = (sentBytes: number) => {
        inFlight.set(number, sentBytes);
        report();
      };
      return this.store.put(url, this.bytesOf(number), progress, signal);
    };
    const work = async () => {
      for (let next = missing.shift(); next !== undefined; next = missing.shift()) {
        const number = next;
        done.set(number, await this.insistently(() => send(number), signal));
        inFlight.delete(number);
        report();
      }
    };
    report();
    await Promise.all(Array.from({ length: PARALLEL }, work));
    const parts = [...done].map(([number, etag]) => ({ number, etag })).sort((one, other) => one.number - other.number);
    await this.insistently(() => this.store.complete(parts, signal), signal);
  }

  private bytesOf(number: number): Blob {
    return this.file.slice((number - 1) * this.partBytes, number * this.partBytes);
  }

  /** Each address is used once: a part that failed is signed anew. */
  private async addressOf(
    number: number,
    next: readonly number[],
    signed: Map<number, string>,
    signal: AbortSignal,
  ): Promise<string> {
    if (!signed.has(number)) {
      const numbers = [number, ...next.filter((one) => !signed.has(one)).slice(0, SIGNED_AT_ONCE - 1)];
      (await this.store.sign(numbers, signal)).forEach((url, one) => signed.set(one, url));
    }
    const url = signed.get(number);
    signed.delete(number);
    if (url === undefined) {
      throw new Error(`no address was signed for part ${number}`);
    }
    return url;
  }

  /** Tries again what may pass: for ever without a network, a few times otherwise. */
  private async insistently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let failures = 0; ;) {
      signal.throwIfAborted();
      try {
        return await work();
      } catch (thrown) {
        signal.throwIfAborted();
        const problem = problemOf(thrown);
        if (problem.code === 'unreachable') {
          this.events.onOffline();
          await pause(OFFLINE_TRIED_AGAIN_EVERY_MS, signal);
        } else if (mayPass(problem) && failures < TRIES_MAX) {
          failures += 1;
          await pause(BACKOFF_FIRST_MS * 2 ** (failures - 1), signal);
        } else {
          throw thrown;
        }
      }
    }
  }
}

/** 403 from a store is an address that has expired. */
function mayPass({ status }: Problem): boolean {
  return status === 403 || status === 408 || status === 429 || status >= 500;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopped = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stopped);
      resolve();
    }, ms);
    signal.addEventListener('abort', stopped, { once: true });
  });
}

import type { EventStore } from './eventStore';
import { EVENTS_PER_BATCH_MAX, type PlayerEvent } from './events';
import type { EventSink } from './telemetry';

/** What the collector said to a batch. */
export type Answer =
  | { kind: 'accepted' }
  | { kind: 'later'; afterMs?: number | undefined }
  | { kind: 'tokenRefused' }
  | { kind: 'refused' };

/** How batches travel; the last word of a page travels by a request that outlives it. */
export interface Transport {
  send(viewToken: string, events: readonly PlayerEvent[]): Promise<Answer>;
  sendLast(viewToken: string, events: readonly PlayerEvent[]): void;
}

/** Another view token for the same view; undefined when there will never be one. Throws when it may come later. */
export type Renewal = () => Promise<string | undefined>;

/** Events that come together travel together. */
const GATHERED_MS = 200;
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_LAST_MS = 60_000;

/**
 * Brings one view's events to the collector: each at least once, always with the same id, in order, and drops none that
 * may still be taken. Its store holds every event until the collector has it.
 */
export class Delivery implements EventSink {
  private readonly viewId: string;
  private viewToken: string;
  private readonly store: EventStore;
  private readonly transport: Transport;
  private readonly renew: Renewal;
  private readonly random: () => number;
  private readonly waiting: PlayerEvent[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;
  private failures = 0;
  private tokenIsFresh = false;
  private batchMax = EVENTS_PER_BATCH_MAX;
  private onEmpty: (() => void) | undefined;

  constructor(
    view: { viewId: string; videoId: string; viewToken: string },
    parts: { store: EventStore; transport: Transport; renew: Renewal; random?: () => number },
  ) {
    this.viewId = view.viewId;
    this.viewToken = view.viewToken;
    this.store = parts.store;
    this.transport = parts.transport;
    this.renew = parts.renew;
    this.random = parts.random ?? Math.random;
  }

  add(event: PlayerEvent): void {
    this.waiting.push(event);
    this.store.add(event);
    this.timer ??= this.wakeIn(GATHERED_MS);
  }

  draft(event: PlayerEvent | undefined): void {
    this.store.draft(this.viewId, event);
  }

  /** Events that an earlier page left behind: they are in the store already. */
  adopt(events: readonly PlayerEvent[]): void {
    this.waiting.push(...events);
    this.hurry();
  }

  renewed(viewToken: string, videoId: string): void {
    this.viewToken = viewToken;
    this.store.open(this.viewId, videoId, viewToken);
  }

  /** The network is back: no need to wait any longer. */
  hurry(): void {
    clearTimeout(this.timer);
    this.timer = this.wakeIn(0);
  }

  /** Called when the page may go: everything not acknowledged is sent once more, and stays in the store. */
  last(): void {
    if (this.waiting.length > 0) {
      this.transport.sendLast(this.viewToken, this.waiting);
    }
  }

  /** Resolves when the collector has everything (or refused it); the store then forgets the view. */
  async finish(): Promise<void> {
    if (this.waiting.length > 0 || this.sending) {
      await new Promise<void>((resolve) => {
        this.onEmpty = resolve;
        this.hurry();
      });
    }
    this.store.forget(this.viewId);
  }

  private wakeIn(afterMs: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.timer = undefined;
      void this.pump();
    }, afterMs);
  }

  private async pump(): Promise<void> {
    if (this.sending || this.waiting.length === 0) {
      return;
    }
    this.sending = true;
    const batch = this.waiting.slice(0, this.batchMax);
    const answer = await this.transport.send(this.viewToken, batch);
    const nextAfterMs = await this.heed(answer, batch);
    this.sending = false;
    if (this.waiting.length > 0) {
      clearTimeout(this.timer);
      this.timer = this.wakeIn(nextAfterMs);
    } else {
      this.onEmpty?.();
    }
  }

  private async heed(answer: Answer, batch: readonly PlayerEvent[]): Promise<number> {
    switch (answer.kind) {
      case 'accepted':
        this.failures = 0;
        this.tokenIsFresh = false;
        this.batchMax = EVENTS_PER_BATCH_MAX;
        return this.drop(batch);
      case 'later':
        return this.backOff(answer.afterMs);
      case 'tokenRefused':
        return this.renewThenRetry();
      case 'refused':
        // Something in the batch cannot be read: halve until it stands alone, and let only it go.
        if (batch.length === 1) {
          return this.drop(batch);
        }
        this.batchMax = Math.ceil(batch.length / 2);
        return 0;
    }
  }

  private async renewThenRetry(): Promise<number> {
    try {
      const token = this.tokenIsFresh ? undefined : await this.renew();
      if (token === undefined) {
        return this.drop([...this.waiting]);
      }
      this.viewToken = token;
      this.tokenIsFresh = true;
      return 0;
    } catch {
      return this.backOff();
    }
  }

  private backOff(afterMs = 0): number {
    const ownMs = Math.min(BACKOFF_LAST_MS, BACKOFF_FIRST_MS * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 16);
    return Math.max(afterMs, ownMs * (0.5 + this.random() / 2));
  }

  private drop(events: readonly PlayerEvent[]): number {
    this.store.remove(events);
    this.waiting.splice(0, events.length);
    return 0;
  }
}

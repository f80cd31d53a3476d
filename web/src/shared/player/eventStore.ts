import type { PlayerEvent } from './events';

/** A view's events that the collector has not acknowledged yet, kept where a crash of the page cannot reach them. */
export type StoredView = {
  viewId: string;
  videoId: string;
  viewToken: string;
  events: PlayerEvent[];
  draft: PlayerEvent | undefined;
};

export interface EventStore {
  open(viewId: string, videoId: string, viewToken: string): void;
  add(event: PlayerEvent): void;
  remove(events: readonly PlayerEvent[]): void;
  draft(viewId: string, event: PlayerEvent | undefined): void;
  forget(viewId: string): void;
  views(): StoredView[];
}

type Head = { videoId: string; viewToken: string };

/** The part of `Storage` that is used. */
export type KeyValues = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key'> & { readonly length: number };

/**
 * One small key an event in `localStorage`: writing is synchronous, so it is done before the page can go, and costs the
 * same however many wait. All tabs see it; who may send a view's events is settled by a lock (see delivery.ts).
 */
export class LocalEventStore implements EventStore {
  private static readonly PREFIX = 'fovea.view/';
  private readonly storage: KeyValues;

  constructor(storage: KeyValues) {
    this.storage = storage;
  }

  open(viewId: string, videoId: string, viewToken: string): void {
    this.write(this.key(viewId, 'head'), { videoId, viewToken } satisfies Head);
  }

  add(event: PlayerEvent): void {
    this.write(this.key(event.viewId, `e/${event.sequence}`), event);
  }

  remove(events: readonly PlayerEvent[]): void {
    for (const event of events) {
      this.storage.removeItem(this.key(event.viewId, `e/${event.sequence}`));
    }
  }

  draft(viewId: string, event: PlayerEvent | undefined): void {
    if (event === undefined) {
      this.storage.removeItem(this.key(viewId, 'draft'));
    } else {
      this.write(this.key(viewId, 'draft'), event);
    }
  }

  forget(viewId: string): void {
    for (const key of this.keys().filter((one) => one.startsWith(this.key(viewId, '')))) {
      this.storage.removeItem(key);
    }
  }

  views(): StoredView[] {
    const views = new Map<string, StoredView>();
    for (const key of this.keys()) {
      const [viewId = '', kind] = key.slice(LocalEventStore.PREFIX.length).split('/');
      if (kind !== 'head') {
        continue;
      }
      const head = this.read<Head>(key);
      if (head !== undefined) {
        views.set(viewId, { viewId, ...head, events: [], draft: undefined });
      }
    }
    for (const key of this.keys()) {
      const [viewId = '', kind] = key.slice(LocalEventStore.PREFIX.length).split('/');
      const view = views.get(viewId);
      if (view === undefined) {
        // An event whose view has no token can never be sent.
        this.storage.removeItem(key);
      } else if (kind === 'e') {
        const event = this.read<PlayerEvent>(key);
        if (event !== undefined) {
          view.events.push(event);
        }
      } else if (kind === 'draft') {
        view.draft = this.read<PlayerEvent>(key);
      }
    }
    for (const view of views.values()) {
      view.events.sort((one, other) => one.sequence - other.sequence);
    }
    return [...views.values()];
  }

  private key(viewId: string, rest: string): string {
    return `${LocalEventStore.PREFIX}${viewId}/${rest}`;
  }

  private keys(): string[] {
    return Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? '').filter((key) =>
      key.startsWith(LocalEventStore.PREFIX),
    );
  }

  private write(key: string, value: unknown): void {
    try {
      this.storage.setItem(key, JSON.stringify(value));
    } catch {
      // A full or forbidden storage: the event still waits in memory.
    }
  }

  private read<T>(key: string): T | undefined {
    const text = this.storage.getItem(key);
    if (text === null) {
      return undefined;
    }
    try {
      return JSON.parse(text) as T;
    } catch {
      this.storage.removeItem(key);
      return undefined;
    }
  }
}

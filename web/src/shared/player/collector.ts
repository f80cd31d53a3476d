import { api } from '../api/client';
import { Problem, retryAfterSecondsOf } from '../api/problem';
import type { PlaybackRenewal } from '../api/types';
import { type Answer, Delivery, type Renewal, type Transport } from './delivery';
import { type EventStore, LocalEventStore } from './eventStore';
import type { PlayerEvent } from './events';
import { ViewRecorder, viewerClock } from './telemetry';

const COLLECTOR = '/api/v1/events';
/** Browsers carry at most 64 KiB beyond the end of a page; room is left for headers. */
const KEPT_ALIVE_BYTES_MAX = 60_000;

/** The collector of docs/api.md: the view token in the body says who and what, so no other token travels. */
const collector: Transport = {
  async send(viewToken, events) {
    const body = JSON.stringify({ viewToken, events });
    let response: Response;
    try {
      response = await fetch(COLLECTOR, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        credentials: 'omit',
        keepalive: body.length <= KEPT_ALIVE_BYTES_MAX,
        body,
      });
    } catch {
      return { kind: 'later' };
    }
    return answerOf(response);
  },

  sendLast(viewToken, events) {
    for (const batch of batchesOf(events)) {
      const body = JSON.stringify({ viewToken, events: batch });
      try {
        void fetch(COLLECTOR, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          credentials: 'omit',
          keepalive: true,
          body,
        }).catch(() => navigator.sendBeacon(COLLECTOR, body));
      } catch {
        navigator.sendBeacon(COLLECTOR, body);
      }
    }
  },
};

function answerOf(response: Response): Answer {
  switch (response.status) {
    case 401:
      return { kind: 'tokenRefused' };
    case 400:
    case 413:
    case 415:
    case 422:
      return { kind: 'refused' };
  }
  if (response.ok) {
    return { kind: 'accepted' };
  }
  const seconds = retryAfterSecondsOf(response.headers.get('Retry-After'), Date.now());
  return { kind: 'later', afterMs: seconds === undefined ? undefined : seconds * 1000 };
}

/** Few enough bytes for a request that outlives the page. */
function batchesOf(events: readonly PlayerEvent[]): PlayerEvent[][] {
  const batches: PlayerEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const length = JSON.stringify(event).length + 1;
    if (batches.length === 0 || bytes + length > KEPT_ALIVE_BYTES_MAX / 2) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(event);
    bytes += length;
  }
  return batches;
}

/** A token for a view that goes on, as long as its viewer may still watch. */
export async function renewPlayback(videoId: string, viewId: string): Promise<PlaybackRenewal> {
  return api.post('/videos/{id}/playback/renewal', { path: { id: videoId }, body: { viewId } });
}

function renewalFor(videoId: string, viewId: string): Renewal {
  return async () => {
    try {
      return (await renewPlayback(videoId, viewId)).viewToken;
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.status >= 400 && thrown.status < 500 && thrown.status !== 429) {
        return undefined;
      }
      throw thrown;
    }
  };
}

export type GrantedView = { viewId: string; videoId: string; viewToken: string };

/** A view being watched on this page: nothing happens before it is opened, and nothing after the function returned ends it. */
export class LiveView {
  readonly recorder: ViewRecorder;
  private readonly view: GrantedView;
  private readonly store = storeOfThisBrowser();
  private readonly delivery: Delivery;

  /** @param more `continues`: it follows a view of this page; `onRunsOut` brings the view that follows it */
  constructor(view: GrantedView, more: { continues: boolean; onRunsOut: () => Promise<void> }) {
    this.view = view;
    const renew = renewalFor(view.videoId, view.viewId);
    this.delivery = new Delivery(view, { store: this.store, transport: collector, renew });
    let asked = false;
    const onRunsOut = () => {
      if (!asked) {
        asked = true;
        more.onRunsOut().catch(() => {
          // The next event asks again.
          asked = false;
        });
      }
    };
    this.recorder = new ViewRecorder(view.viewId, this.delivery, viewerClock, { ...more, onRunsOut });
  }

  open(): () => void {
    const { viewId, videoId, viewToken } = this.view;
    const release = holdView(viewId);
    this.store.open(viewId, videoId, viewToken);
    const controller = new AbortController();
    const { signal } = controller;
    const hurry = () => {
      this.delivery.hurry();
    };
    // A phone may never say more than "hidden"; a page that is put away says "pagehide" and may come back.
    const hidden = () => {
      if (document.visibilityState === 'hidden') {
        this.recorder.checkpoint();
        hurry();
      }
    };
    const gone = () => {
      this.recorder.leave();
      this.delivery.last();
    };
    document.addEventListener('visibilitychange', hidden, { signal });
    window.addEventListener('pagehide', gone, { signal });
    window.addEventListener('online', hurry, { signal });
    return () => {
      controller.abort();
      this.recorder.leave();
      void this.delivery.finish().then(release);
    };
  }

  renewed(viewToken: string): void {
    this.delivery.renewed(viewToken, this.view.videoId);
  }
}

/** Sends what earlier pages of this browser left behind: closed while offline, or crashed. */
export async function sendLeftBehind(): Promise<void> {
  if (!('locks' in navigator)) {
    // Without locks nobody knows whether the view still has a page; it stays for a page that has them.
    return;
  }
  const store = storeOfThisBrowser();
  await Promise.all(
    store.views().map((view) =>
      navigator.locks.request(lockOf(view.viewId), { ifAvailable: true }, async (lock) => {
        if (lock === null) {
          return;
        }
        const parts = { store, transport: collector, renew: renewalFor(view.videoId, view.viewId) };
        const delivery = new Delivery(view, parts);
        delivery.adopt(view.draft === undefined ? view.events : [...view.events, view.draft]);
        await delivery.finish();
      }),
    ),
  );
}

/** The lock says that a page still owns the view. Released by the browser when the page dies, however it dies. */
function holdView(viewId: string): () => void {
  let release: () => void = () => undefined;
  if ('locks' in navigator) {
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    void navigator.locks.request(lockOf(viewId), () => held);
  }
  return () => {
    release();
  };
}

function lockOf(viewId: string): string {
  return `fovea-view-${viewId}`;
}

function storeOfThisBrowser(): EventStore {
  return new LocalEventStore(window.localStorage);
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answer, Delivery } from './delivery';
import { type KeyValues, LocalEventStore } from './eventStore';
import type { PlayerEvent } from './events';
import { seeded } from './simulation';

const VIEW = { viewId: 'view-1', videoId: 'video-1', viewToken: 'token-1' };

class MapStorage implements KeyValues {
  private readonly map = new Map<string, string>();
  get length() {
    return this.map.size;
  }
  getItem(key: string) {
    return this.map.get(key) ?? null;
  }
  setItem(key: string, value: string) {
    this.map.set(key, value);
  }
  removeItem(key: string) {
    this.map.delete(key);
  }
  key(index: number) {
    return [...this.map.keys()][index] ?? null;
  }
}

/** A collector that answers as told, and keeps what it accepted. */
class Collector {
  answers: Answer[] = [];
  readonly batches: { token: string; sequences: number[] }[] = [];
  readonly taken = new Map<number, string>();
  last: PlayerEvent[] = [];

  send(token: string, events: readonly PlayerEvent[]): Promise<Answer> {
    const answer = this.answers.shift() ?? { kind: 'accepted' };
    this.batches.push({ token, sequences: events.map((event) => event.sequence) });
    if (answer.kind === 'accepted') {
      events.forEach((event) => this.taken.set(event.sequence, event.eventId));
    }
    return Promise.resolve(answer);
  }

  sendLast(_token: string, events: readonly PlayerEvent[]): void {
    this.last = [...events];
  }
}

function event(sequence: number): PlayerEvent {
  return {
    eventId: `id-${sequence}`,
    viewId: VIEW.viewId,
    sequence,
    type: 'PLAY',
    viewerTime: sequence,
    playheadMs: 0,
    rate: 1,
  };
}

function setUp(renew: () => Promise<string | undefined> = () => Promise.resolve(undefined)) {
  const storage = new MapStorage();
  const collector = new Collector();
  const store = new LocalEventStore(storage);
  store.open(VIEW.viewId, VIEW.videoId, VIEW.viewToken);
  const delivery = new Delivery(VIEW, { store, transport: collector, renew, random: () => 1 });
  return {
    collector,
    store,
    delivery,
    stored: () => store.views().flatMap((view) => view.events.map((one) => one.sequence)),
  };
}

describe('the delivery of events', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends together what comes together, and keeps nothing that arrived', async () => {
    const { collector, delivery, stored } = setUp();
    delivery.add(event(0));
    delivery.add(event(1));
    expect(stored()).toEqual([0, 1]);
    await vi.advanceTimersByTimeAsync(250);
    expect(collector.batches).toEqual([{ token: 'token-1', sequences: [0, 1] }]);
    expect(stored()).toEqual([]);
  });

  it('repeats the same events with the same ids until they are taken', async () => {
    const { collector, delivery, stored } = setUp();
    collector.answers = [{ kind: 'later' }, { kind: 'later' }, { kind: 'accepted' }];
    delivery.add(event(0));
    await vi.advanceTimersByTimeAsync(200);
    delivery.add(event(1));
    await vi.advanceTimersByTimeAsync(999);
    expect(collector.batches).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1 + 2_000);
    expect(collector.batches.map((batch) => batch.sequences)).toEqual([[0], [0, 1], [0, 1]]);
    expect([...collector.taken.values()]).toEqual(['id-0', 'id-1']);
    expect(stored()).toEqual([]);
  });

  it('waits as long as the collector asks', async () => {
    const { collector, delivery } = setUp();
    collector.answers = [{ kind: 'later', afterMs: 30_000 }];
    delivery.add(event(0));
    await vi.advanceTimersByTimeAsync(200 + 29_999);
    expect(collector.batches).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(collector.batches).toHaveLength(2);
  });

  it('hurries when the network is back', async () => {
    const { collector, delivery } = setUp();
    collector.answers = [{ kind: 'later', afterMs: 600_000 }];
    delivery.add(event(0));
    await vi.advanceTimersByTimeAsync(200);
    delivery.hurry();
    await vi.advanceTimersByTimeAsync(0);
    expect(collector.taken.size).toBe(1);
  });

  it('renews a refused token once and goes on', async () => {
    const { collector, delivery } = setUp(() => Promise.resolve('token-2'));
    collector.answers = [{ kind: 'later' }, { kind: 'tokenRefused' }];
    delivery.add(event(0));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(collector.batches.map((batch) => batch.token)).toEqual(['token-1', 'token-1', 'token-2']);
    expect(collector.taken.size).toBe(1);
  });

  it('gives up when no token will ever be good', async () => {
    const { collector, delivery, stored } = setUp(() => Promise.resolve(undefined));
    collector.answers = [{ kind: 'tokenRefused' }];
    delivery.add(event(0));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(collector.batches).toHaveLength(1);
    expect(stored()).toEqual([]);
  });

  it('keeps everything when the renewal cannot be reached', async () => {
    const renew = vi
      .fn<() => Promise<string | undefined>>()
      .mockRejectedValueOnce(new Error('offline'))
      .mockResolvedValue('token-2');
    const { collector, delivery } = setUp(renew);
    collector.answers = [{ kind: 'tokenRefused' }, { kind: 'tokenRefused' }];
    delivery.add(event(0));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(collector.taken.size).toBe(1);
  });

  it('lets only the unreadable event go, not its neighbours', async () => {
    const { collector, delivery } = setUp();
    const poison = 5;
    collector.send = (_token, events) => {
      if (events.some((one) => one.sequence === poison)) {
        return Promise.resolve({ kind: 'refused' });
      }
      events.forEach((one) => collector.taken.set(one.sequence, one.eventId));
      return Promise.resolve({ kind: 'accepted' });
    };
    for (let sequence = 0; sequence < 12; sequence++) {
      delivery.add(event(sequence));
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect([...collector.taken.keys()].sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
  });

  it('hands the rest to the last request of the page and still keeps it', async () => {
    const { collector, delivery, stored } = setUp();
    collector.answers = [{ kind: 'later', afterMs: 60_000 }];
    delivery.add(event(0));
    await vi.advanceTimersByTimeAsync(200);
    delivery.add(event(1));
    delivery.last();
    expect(collector.last.map((one) => one.sequence)).toEqual([0, 1]);
    expect(stored()).toEqual([0, 1]);
  });

  it('finds in the store what a dead page left, its draft too', () => {
    const { delivery, store } = setUp();
    delivery.add(event(1));
    delivery.add(event(0));
    delivery.draft(event(2));
    const [left] = store.views();
    expect(left).toMatchObject({ ...VIEW, draft: event(2) });
    expect(left?.events).toEqual([event(0), event(1)]);
  });

  it.each(Array.from({ length: 200 }, (_, seed) => seed))(
    'loses nothing however the collector fails, seed %i',
    async (seed) => {
      const random = seeded(seed);
      const { collector, delivery, stored } = setUp(() =>
        random() < 0.3 ? Promise.reject(new Error()) : Promise.resolve('token-n'),
      );
      let tokenRefusedLast = false;
      collector.send = (_token, events) => {
        const dice = random();
        if (dice < 0.3) {
          return Promise.resolve({ kind: 'later', afterMs: random() * 20_000 });
        }
        // A collector never refuses a token that it has just given.
        if (dice < 0.4 && !tokenRefusedLast) {
          tokenRefusedLast = true;
          return Promise.resolve({ kind: 'tokenRefused' });
        }
        tokenRefusedLast = false;
        events.forEach((one) => collector.taken.set(one.sequence, one.eventId));
        return Promise.resolve({ kind: 'accepted' });
      };
      const count = Math.floor(random() * 300);
      for (let sequence = 0; sequence < count; sequence++) {
        delivery.add(event(sequence));
        await vi.advanceTimersByTimeAsync(random() * 2_000);
      }
      await vi.advanceTimersByTimeAsync(30 * 60_000);
      expect(collector.taken.size).toBe(count);
      expect([...collector.taken].every(([sequence, id]) => id === `id-${sequence}`)).toBe(true);
      expect(stored()).toEqual([]);
    },
  );
});

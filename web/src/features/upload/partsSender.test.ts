import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../shared/api/problem';
import { type Part, PartsSender, type PartStore } from './partsSender';

const MIB = 1024 * 1024;

/** A store that keeps parts, and fails as told. */
class Store implements PartStore {
  readonly parts = new Map<number, number>();
  readonly puts: number[] = [];
  completed: Part[] | undefined;
  failures: (number: number) => Problem | undefined = () => undefined;
  atOnceMax = 0;
  private atOnce = 0;
  private signatures = 0;
  private readonly used = new Set<string>();

  stored(): Promise<Part[]> {
    return Promise.resolve([...this.parts.keys()].map((number) => ({ number, etag: `e${number}` })));
  }

  sign(numbers: number[]): Promise<Map<number, string>> {
    this.signatures += 1;
    return Promise.resolve(new Map(numbers.map((number) => [number, `${number}?signature=${this.signatures}`])));
  }

  async put(url: string, bytes: Blob, onProgress: (sent: number) => void, signal: AbortSignal): Promise<string> {
    expect(this.used.has(url)).toBe(false);
    this.used.add(url);
    const number = Number.parseInt(url, 10);
    this.puts.push(number);
    this.atOnce += 1;
    this.atOnceMax = Math.max(this.atOnceMax, this.atOnce);
    await new Promise((resolve) => setTimeout(resolve, 100));
    this.atOnce -= 1;
    signal.throwIfAborted();
    onProgress(bytes.size / 2);
    const failure = this.failures(number);
    if (failure !== undefined) {
      throw failure;
    }
    this.parts.set(number, bytes.size);
    return `e${number}`;
  }

  complete(parts: Part[]): Promise<void> {
    this.completed = parts;
    return Promise.resolve();
  }
}

function setUp(sizeMib: number) {
  const store = new Store();
  const told: string[] = [];
  let sent = 0;
  const sender = new PartsSender(new Blob([new Uint8Array(sizeMib * MIB)]), 5 * MIB, store, {
    onProgress: (bytes) => {
      sent = bytes;
    },
    onOffline: () => told.push('offline'),
    onDone: () => told.push('done'),
    onFailed: (problem) => told.push(problem.code),
  });
  return { store, told, sender, sent: () => sent };
}

describe('the sender of parts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends all parts, three at a time, and completes with their tags in order', async () => {
    const { store, told, sender, sent } = setUp(33);
    sender.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told).toEqual(['done']);
    expect(store.atOnceMax).toBe(3);
    expect(store.completed).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => ({ number, etag: `e${number}` })));
    expect(store.parts.get(7)).toBe(3 * MIB);
    expect(sent()).toBe(33 * MIB);
  });

  it('goes on after a pause with what the store does not have', async () => {
    const { store, told, sender } = setUp(50);
    sender.start();
    await vi.advanceTimersByTimeAsync(250);
    sender.pause();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual([]);
    const before = [...store.parts.keys()];
    expect(before.length).toBeGreaterThan(0);
    store.puts.length = 0;
    sender.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toEqual(['done']);
    expect(store.puts.filter((number) => before.includes(number))).toEqual([]);
    expect(store.parts.size).toBe(10);
  });

  it('signs a part anew that failed', async () => {
    const { store, told, sender } = setUp(12);
    let failures = 0;
    store.failures = (number) =>
      number === 2 && failures++ < 3
        ? new Problem({ code: 'storage-refused', status: 403, title: 'expired' })
        : undefined;
    sender.start();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told).toEqual(['done']);
    expect(store.puts.filter((number) => number === 2)).toHaveLength(4);
  });

  it('gives up after a few tries, and says why', async () => {
    const { store, told, sender } = setUp(12);
    store.failures = () => new Problem({ code: 'storage-refused', status: 500, title: 'broken' });
    sender.start();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(told).toEqual(['storage-refused']);
    expect(store.completed).toBeUndefined();
  });

  it('waits for the network as long as it takes', async () => {
    const { store, told, sender } = setUp(12);
    let offline = true;
    store.failures = () => (offline ? Problem.unreachable() : undefined);
    sender.start();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(new Set(told)).toEqual(new Set(['offline']));
    offline = false;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(told.at(-1)).toBe('done');
  });
});

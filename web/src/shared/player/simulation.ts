/** For tests: a film that is played by the script of a seed, and what was truly played of it. */
import type { Sample } from './played';

export function seeded(seed: number): () => number {
  let state = (seed + 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export type Interval = { fromMs: number; toMs: number };

/** Sorted, and joined where they touch. */
export function unionOf(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const { fromMs, toMs } of [...intervals].sort((one, other) => one.fromMs - other.fromMs)) {
    const last = joined.at(-1);
    if (last !== undefined && fromMs <= last.toMs) {
      last.toMs = Math.max(last.toMs, toMs);
    } else if (fromMs < toMs) {
      joined.push({ fromMs, toMs });
    }
  }
  return joined;
}

export function lengthOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/**
 * A player on a simulated clock. Every change is looked at when it happens, as the media element's events do; between
 * them the player is looked at whenever `look` is called.
 */
export class SimulatedPlayer {
  readonly truth: Interval[] = [];
  atMs = 1_000;
  positionMs = 0;
  rate = 1;
  paused = true;
  stalled = false;
  seeking = false;
  private readonly durationMs: number;
  private readonly onLook: (sample: Sample) => void;

  constructor(durationMs: number, onLook: (sample: Sample) => void) {
    this.durationMs = durationMs;
    this.onLook = onLook;
  }

  get ended(): boolean {
    return this.positionMs >= this.durationMs;
  }

  get moving(): boolean {
    return !this.paused && !this.stalled && !this.seeking && !this.ended;
  }

  /** Time goes by; the playhead moves when it may. */
  pass(ms: number): void {
    if (this.moving) {
      const fromMs = this.positionMs;
      this.positionMs = Math.min(this.durationMs, fromMs + ms * this.rate);
      this.truth.push({ fromMs, toMs: this.positionMs });
    }
    this.atMs += ms;
  }

  look(): void {
    const { atMs, positionMs, seeking, moving, rate } = this;
    this.onLook({ atMs, positionMs, seeking, moving, rate });
  }

  change(what: Partial<Pick<SimulatedPlayer, 'paused' | 'stalled' | 'rate'>>): void {
    Object.assign(this, what);
    this.look();
  }

  /** The position jumps at once; the decoder follows after a while. */
  seek(toMs: number, takesMs: number): void {
    this.positionMs = Math.min(this.durationMs, toMs);
    this.seeking = true;
    this.look();
    this.pass(takesMs);
    this.seeking = false;
    this.look();
  }
}

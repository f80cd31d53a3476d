/**
 * What was really played, from looking at the playhead. Time that passes proves nothing: only a playhead seen to move,
 * no faster than its rate allows, counts. Whatever else it does (a seek, a gap jumped over) splits the interval.
 */

/** One look at the player. `moving` means neither paused, seeking, ended nor waiting for data. */
export type Sample = { atMs: number; positionMs: number; seeking: boolean; moving: boolean; rate: number };

/** Media time played at one rate, `[fromMs, toMs)` in whole milliseconds. */
export type Played = { fromMs: number; toMs: number; rate: number };

/** An interval is told after this much time of play, so that a crash costs little. */
export const TOLD_EVERY_MS = 5_000;
/** A playhead may run this much ahead of the clock between two looks: the two clocks are not read at once. */
const AHEAD_MS_MAX = 250;
/** And back by this much: decoders round. */
const BACK_MS_MAX = 40;

type Open = { fromMs: number; toMs: number; rate: number; openedAtMs: number; seenAtMs: number };

export class PlayedTracker {
  private open: Open | undefined;

  /** Takes a look and returns what it closed, in order. */
  see(sample: Sample): Played[] {
    const closed: Played[] = [];
    if (this.open !== undefined) {
      const continued = !sample.seeking && this.extend(this.open, sample);
      const full = sample.atMs - this.open.openedAtMs >= TOLD_EVERY_MS;
      if (full) {
        closed.push(...this.split());
      }
      if (!continued || !sample.moving || sample.rate !== this.open.rate) {
        closed.push(...this.split());
        this.open = undefined;
      }
    }
    if (this.open === undefined && sample.moving) {
      const { positionMs, atMs, rate } = sample;
      this.open = { fromMs: positionMs, toMs: positionMs, rate, openedAtMs: atMs, seenAtMs: atMs };
    }
    return closed;
  }

  /** Tells what is open; what is played next follows it without a gap. */
  split(): Played[] {
    const played = this.pending();
    if (this.open === undefined || played === undefined) {
      return [];
    }
    this.open.fromMs = this.open.toMs;
    this.open.openedAtMs = this.open.seenAtMs;
    return [played];
  }

  /** What would be told if the page died now. */
  pending(): Played | undefined {
    if (this.open === undefined) {
      return undefined;
    }
    const [fromMs, toMs] = [Math.round(this.open.fromMs), Math.round(this.open.toMs)];
    return fromMs < toMs ? { fromMs, toMs, rate: this.open.rate } : undefined;
  }

  private extend(open: Open, sample: Sample): boolean {
    const movedMs = sample.positionMs - open.toMs;
    const mayMoveMs = (sample.atMs - open.seenAtMs) * Math.max(open.rate, sample.rate) + AHEAD_MS_MAX;
    if (movedMs < -BACK_MS_MAX || movedMs > mayMoveMs) {
      return false;
    }
    open.toMs = Math.max(open.toMs, sample.positionMs);
    open.seenAtMs = sample.atMs;
    return true;
  }
}

import { describe, expect, it } from 'vitest';
import { type Played, PlayedTracker, TOLD_EVERY_MS } from './played';
import { lengthOf, seeded, SimulatedPlayer, unionOf } from './simulation';

const SEEDS = Array.from({ length: 1_000 }, (_, seed) => seed);

/** Plays the film of a seed; `surprise` lets seeks come between two looks. */
function playFilm(seed: number, surprise: boolean) {
  const random = seeded(seed);
  const between = (from: number, to: number) => from + random() * (to - from);
  const told: Played[] = [];
  const tracker = new PlayedTracker();
  const player = new SimulatedPlayer(between(20_000, 600_000), (sample) => told.push(...tracker.see(sample)));
  let unseenMs = 0;
  for (let step = 0; step < 120; step++) {
    const dice = random();
    if (dice < 0.5) {
      player.change({ paused: false, stalled: false });
    } else if (dice < 0.6) {
      player.change({ paused: true });
    } else if (dice < 0.7) {
      player.change({ stalled: true });
    } else if (dice < 0.8) {
      player.change({ rate: [0.25, 0.5, 1, 1.5, 2][Math.floor(random() * 5)] ?? 1 });
    } else {
      if (surprise) {
        const gapMs = between(0, 250);
        const wasMoving = player.moving;
        player.pass(gapMs);
        unseenMs += wasMoving ? gapMs * player.rate : 0;
      } else {
        player.look();
      }
      player.seek(between(0, 700_000), between(0, 2_000));
    }
    for (let left = between(0, 20_000); left > 0;) {
      const ms = Math.min(left, between(10, 1_000));
      player.pass(ms);
      player.look();
      left -= ms;
    }
  }
  player.change({ paused: true });
  return { told, truth: player.truth, unseenMs };
}

describe('the played tracker', () => {
  it.each(SEEDS)('tells exactly what was played, seed %i', (seed) => {
    const { told, truth } = playFilm(seed, false);
    const roundingMs = told.length + 1;
    expect(Math.abs(lengthOf(told) - lengthOf(truth))).toBeLessThanOrEqual(roundingMs);
    const [toldUnion, trueUnion] = [unionOf(told), unionOf(truth)];
    expect(Math.abs(lengthOf(toldUnion) - lengthOf(trueUnion))).toBeLessThanOrEqual(roundingMs);
    expect(Math.abs(lengthOf(unionOf([...told, ...truth])) - lengthOf(trueUnion))).toBeLessThanOrEqual(roundingMs);
  });

  it.each(SEEDS.slice(0, 300))(
    'never tells what was not played, and misses at most what it did not see, seed %i',
    (seed) => {
      const { told, truth, unseenMs } = playFilm(seed, true);
      const [trueUnion, both] = [unionOf(truth), unionOf([...told, ...truth])];
      expect(lengthOf(both) - lengthOf(trueUnion)).toBeLessThanOrEqual(told.length + 1);
      const missedMs = lengthOf(truth) - lengthOf(told);
      expect(missedMs).toBeGreaterThanOrEqual(-(told.length + 1));
      expect(missedMs).toBeLessThanOrEqual(unseenMs + told.length + 1);
    },
  );

  it.each(SEEDS.slice(0, 100))(
    'tells in time: no interval spans more than five seconds and a look, seed %i',
    (seed) => {
      for (const { fromMs, toMs, rate } of playFilm(seed, false).told) {
        expect(Number.isInteger(fromMs) && Number.isInteger(toMs) && fromMs < toMs).toBe(true);
        expect((toMs - fromMs) / rate).toBeLessThanOrEqual(TOLD_EVERY_MS + 1_000 + 4);
      }
    },
  );

  it('counts no time while the playhead stands, though the player says it plays', () => {
    const tracker = new PlayedTracker();
    const standing = { positionMs: 4_000, seeking: false, moving: true, rate: 1 };
    const told = [0, 500, 1_000, 9_000].flatMap((atMs) => tracker.see({ ...standing, atMs }));
    expect([...told, ...tracker.split()]).toEqual([]);
  });

  it('splits where the playhead jumps faster than it can play, even if no seek was seen', () => {
    const tracker = new PlayedTracker();
    const look = (atMs: number, positionMs: number) =>
      tracker.see({ atMs, positionMs, seeking: false, moving: true, rate: 1 });
    look(0, 0);
    look(1_000, 1_000);
    expect(look(1_100, 60_000)).toEqual([{ fromMs: 0, toMs: 1_000, rate: 1 }]);
    look(2_100, 61_000);
    expect(tracker.split()).toEqual([{ fromMs: 60_000, toMs: 61_000, rate: 1 }]);
  });

  it('goes on without a gap after a split', () => {
    const tracker = new PlayedTracker();
    const look = (ms: number) => tracker.see({ atMs: ms, positionMs: ms, seeking: false, moving: true, rate: 1 });
    look(0);
    look(400);
    expect(tracker.split()).toEqual([{ fromMs: 0, toMs: 400, rate: 1 }]);
    look(900);
    expect(tracker.split()).toEqual([{ fromMs: 400, toMs: 900, rate: 1 }]);
    expect(tracker.split()).toEqual([]);
  });
});

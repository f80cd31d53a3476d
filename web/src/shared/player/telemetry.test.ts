import { describe, expect, it } from 'vitest';
import type { PlayerEvent } from './events';
import { lengthOf, seeded, SimulatedPlayer } from './simulation';
import { ViewRecorder } from './telemetry';

const VIEW = '0190b5a2-0000-7000-8000-000000000001';

function recording(epochMs?: () => number, more: { continues?: boolean; onRunsOut?: () => void } = {}) {
  const events: PlayerEvent[] = [];
  const drafts: (PlayerEvent | undefined)[] = [];
  const sink = {
    add: (event: PlayerEvent) => void events.push(event),
    draft: (one?: PlayerEvent) => void drafts.push(one),
  };
  const recorder = new ViewRecorder(VIEW, sink, epochMs ?? (() => 1_800_000_000_000 + player.atMs), more);
  const player: SimulatedPlayer = new SimulatedPlayer(60_000, (sample) => {
    recorder.see(sample);
  });
  const play = () => {
    player.change({ paused: false, stalled: false });
    recorder.play();
  };
  const watch = (ms: number) => {
    for (let left = ms; left > 0; left -= 50) {
      player.pass(Math.min(left, 50));
      player.look();
    }
  };
  return { events, drafts, recorder, player, play, watch, types: () => events.map((event) => event.type) };
}

describe('the view recorder', () => {
  it('tells a plain view: play, first frame, progress, the end', () => {
    const { events, recorder, player, play, watch, types } = recording();
    player.look();
    play();
    watch(12_000);
    player.change({ paused: true });
    recorder.pause();
    expect(types()).toEqual(['PLAY', 'STARTUP', 'PROGRESS', 'PROGRESS', 'PROGRESS', 'PAUSE']);
    expect(events.map((event) => event.sequence)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(events.filter((event) => event.type === 'PROGRESS').map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 5_000],
      [5_000, 10_000],
      [10_000, 12_000],
    ]);
  });

  it('tells the last interval before COMPLETE', () => {
    const { events, recorder, player, play, watch } = recording();
    play();
    watch(60_000);
    recorder.ended();
    expect(player.ended).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETE', playheadMs: 60_000 });
    expect(lengthOf(played(events))).toBe(60_000);
  });

  it('says in time that its numbers run out, and never goes beyond the contract', () => {
    let told = 0;
    const { events, recorder, play } = recording(undefined, { onRunsOut: () => (told += 1) });
    play();
    for (let count = 0; count < 8_060; count += 1) {
      recorder.ended();
    }
    expect(told).toBe(0);
    for (let count = 0; count < 300; count += 1) {
      recorder.ended();
    }
    expect(told).toBeGreaterThan(100);
    expect(events.at(-1)?.sequence).toBe(8_191);
  });

  it('begins in mid-play without a start-up when it follows another view', () => {
    const { recorder, player, play, watch, types } = recording(undefined, { continues: true });
    play();
    watch(3_000);
    player.change({ paused: true });
    recorder.pause();
    expect(types()).toEqual(['PLAY', 'PROGRESS', 'PAUSE']);
  });

  it('closes the interval before a seek, at where the playhead was', () => {
    const { events, player, play, watch } = recording();
    play();
    watch(2_000);
    player.seek(30_000, 400);
    watch(1_000);
    const [progress, seek] = events.slice(2);
    expect(progress).toMatchObject({ type: 'PROGRESS', fromMs: 0, toMs: 2_000 });
    expect(seek).toMatchObject({ type: 'SEEK', fromMs: 2_000, toMs: 30_000 });
  });

  it('counts the way to the starting point as no seek', () => {
    const { player, play, watch, types } = recording();
    player.look();
    player.seek(20_000, 100);
    play();
    watch(1_000);
    expect(types()).not.toContain('SEEK');
  });

  it('carries the old rate on what was played at it', () => {
    const { events, player, play, watch, recorder } = recording();
    play();
    watch(1_000);
    player.change({ rate: 2 });
    watch(1_000);
    recorder.checkpoint();
    expect(events.slice(2).map(({ type, rate, fromMs, toMs }) => [type, rate, fromMs, toMs])).toEqual([
      ['PROGRESS', 1, 0, 1_000],
      ['RATE', 2, undefined, undefined],
      ['PROGRESS', 2, 1_000, 3_000],
    ]);
  });

  it('tells a stall as a pair, but not the waiting that a start or a seek brings', () => {
    const { player, play, watch, recorder, types } = recording();
    play();
    player.change({ stalled: true });
    recorder.waiting();
    player.change({ stalled: false });
    watch(1_000);
    player.stalled = true;
    player.seek(10_000, 100);
    recorder.waiting();
    player.change({ stalled: false });
    watch(1_000);
    expect(types()).not.toContain('REBUFFER_START');
    player.change({ stalled: true });
    recorder.waiting();
    player.pass(700);
    player.change({ stalled: false });
    watch(1_000);
    expect(types().filter((type) => type.startsWith('REBUFFER'))).toEqual(['REBUFFER_START', 'REBUFFER_END']);
  });

  it('keeps a draft of the open interval and clears it when the interval is told', () => {
    const { events, drafts, play, watch, recorder } = recording();
    play();
    watch(2_500);
    const draft = drafts.findLast((one) => one !== undefined);
    expect(draft).toMatchObject({ type: 'PROGRESS', sequence: events.length, fromMs: 0 });
    expect(draft?.toMs).toBeGreaterThanOrEqual(1_000);
    recorder.checkpoint();
    expect(drafts.at(-1)).toBeUndefined();
  });

  it('ends what is open when the viewer leaves', () => {
    const { play, watch, recorder, types } = recording();
    play();
    watch(1_000);
    recorder.focusStart();
    watch(1_000);
    recorder.leave();
    recorder.leave();
    expect(types().slice(-2)).toEqual(['PROGRESS', 'FOCUS_END']);
  });

  it('never lets the clock run back, though the viewer sets it', () => {
    const clock = [5_000, 9_000, 1_000, 2_000, 9_500];
    let read = 0;
    const { events, recorder } = recording(() => clock[read++] ?? 10_000);
    recorder.play();
    recorder.pause();
    recorder.play();
    recorder.pause();
    expect(events.map((event) => event.viewerTime)).toEqual([5_000, 9_000, 9_000, 9_000]);
  });

  it.each(Array.from({ length: 500 }, (_, seed) => seed))(
    'whatever happens, the numbers run on and the union is the play, seed %i',
    (seed) => {
      const random = seeded(seed);
      const { events, recorder, player, play, watch } = recording();
      for (let step = 0; step < 60; step++) {
        const dice = random();
        if (dice < 0.35) {
          play();
        } else if (dice < 0.45) {
          player.change({ paused: true });
          recorder.pause();
        } else if (dice < 0.55) {
          player.change({ stalled: true });
          recorder.waiting();
        } else if (dice < 0.65) {
          player.change({ rate: random() < 0.5 ? 1 : 1.5 });
        } else if (dice < 0.75) {
          player.seek(random() * 70_000, random() * 500);
        } else if (dice < 0.8) {
          recorder.checkpoint();
        } else if (dice < 0.9) {
          recorder.rendition(random() * 5_000);
        }
        watch(random() * 8_000);
      }
      recorder.leave();
      expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index));
      expect(new Set(events.map((event) => event.eventId)).size).toBe(events.length);
      expect(
        events.every((event, index) => index === 0 || event.viewerTime >= (events[index - 1]?.viewerTime ?? 0)),
      ).toBe(true);
      expect(events.every(({ fromMs, toMs }) => (fromMs === undefined) === (toMs === undefined))).toBe(true);
      expect(Math.abs(lengthOf(played(events)) - lengthOf(player.truth))).toBeLessThanOrEqual(events.length);
      const stalls = events.filter(({ type }) => type.startsWith('REBUFFER')).map(({ type }) => type);
      expect(stalls).toEqual(stalls.map((_, index) => (index % 2 === 0 ? 'REBUFFER_START' : 'REBUFFER_END')));
    },
  );
});

function played(events: readonly PlayerEvent[]) {
  return events.flatMap(({ type, fromMs, toMs }) =>
    type === 'PROGRESS' ? [{ fromMs: fromMs ?? 0, toMs: toMs ?? 0 }] : [],
  );
}

import { describe, expect, it } from 'vitest';
import { FocusSession, type Presence } from './focus';
import { seeded } from './simulation';

const here: Presence = { hidden: false, blurred: false, pictureInPicture: false, paused: false };

describe('a focus session', () => {
  it('counts a hidden tab at once, and what it cost', () => {
    const session = new FocusSession(0);
    expect(session.see({ ...here, hidden: true }, 10_000)).toEqual({ kind: 'lost', cause: 'TAB_HIDDEN' });
    expect(session.see(here, 14_000)).toEqual({ kind: 'regained', cause: 'TAB_HIDDEN', awayMs: 4_000 });
    expect(session.summary(20_000)).toEqual({
      sessionMs: 20_000,
      focusedMs: 16_000,
      longestMs: 10_000,
      byCause: { TAB_HIDDEN: 1, WINDOW_BLURRED: 0, FULLSCREEN_LEFT: 0, PAUSED_AWAY: 0 },
    });
  });

  it('ignores a blur that is over within a second', () => {
    const session = new FocusSession(0);
    expect(session.see({ ...here, blurred: true }, 5_000)).toBeUndefined();
    expect(session.nextLookAtMs()).toBe(6_000);
    expect(session.see(here, 5_900)).toBeUndefined();
    expect(session.look(6_000)).toBeUndefined();
  });

  it('counts a blur that lasts', () => {
    const session = new FocusSession(0);
    session.see({ ...here, blurred: true }, 5_000);
    expect(session.look(6_000)).toEqual({ kind: 'lost', cause: 'WINDOW_BLURRED' });
  });

  it('counts a blur that hides the tab once, as the hidden tab', () => {
    const session = new FocusSession(0);
    session.see({ ...here, blurred: true }, 5_000);
    expect(session.see({ ...here, blurred: true, hidden: true }, 5_010)).toEqual({ kind: 'lost', cause: 'TAB_HIDDEN' });
    expect(session.see({ ...here, blurred: true }, 9_000)).toBeUndefined();
    expect(session.see(here, 9_050)).toMatchObject({ kind: 'regained', cause: 'TAB_HIDDEN' });
    expect(session.summary(9_050).byCause).toMatchObject({ TAB_HIDDEN: 1, WINDOW_BLURRED: 0 });
  });

  it('takes picture in picture for presence', () => {
    const session = new FocusSession(0);
    expect(session.see({ ...here, pictureInPicture: true, hidden: true, blurred: true }, 3_000)).toBeUndefined();
    expect(session.look(60_000)).toBeUndefined();
  });

  it('counts a left full screen until the viewer settles', () => {
    const session = new FocusSession(0);
    expect(session.leftFullscreen(3_500)).toBeUndefined();
    expect(session.nextLookAtMs()).toBe(4_000);
    expect(session.look(4_000)).toEqual({ kind: 'lost', cause: 'FULLSCREEN_LEFT' });
    expect(session.settle(6_000)).toEqual({ kind: 'regained', cause: 'FULLSCREEN_LEFT', awayMs: 2_000 });
    session.leftFullscreen(20_000);
    session.look(20_500);
    expect(session.nextLookAtMs()).toBe(30_000);
    expect(session.look(30_000)).toMatchObject({ kind: 'regained' });
  });

  it.each([
    ['before', 3_900],
    ['after', 4_100],
  ])('counts no left full screen for a picture that floats just %s', (_, floatsAtMs) => {
    const session = new FocusSession(0);
    const left = () => session.leftFullscreen(4_000);
    const floats = () => session.see({ ...here, pictureInPicture: true }, floatsAtMs);
    expect((floatsAtMs < 4_000 ? [floats, left] : [left, floats]).map((change) => change())).toEqual([
      undefined,
      undefined,
    ]);
    expect(session.look(5_000)).toBeUndefined();
    expect(session.see(here, 6_000)).toBeUndefined();
  });

  it('counts a pause as away only after half a minute without a sign of life', () => {
    const session = new FocusSession(0);
    session.see({ ...here, paused: true }, 10_000);
    session.input(25_000);
    expect(session.look(54_000)).toBeUndefined();
    expect(session.look(55_000)).toEqual({ kind: 'lost', cause: 'PAUSED_AWAY' });
    expect(session.input(60_000)).toEqual({ kind: 'regained', cause: 'PAUSED_AWAY', awayMs: 5_000 });
  });

  it.each(Array.from({ length: 500 }, (_, seed) => seed))(
    'loses and regains in turn, and the times add up, seed %i',
    (seed) => {
      const random = seeded(seed);
      const session = new FocusSession(0);
      const flip = () => random() < 0.3;
      let atMs = 0;
      let lostAtMs: number | undefined;
      let awayMs = 0;
      let losses = 0;
      for (let step = 0; step < 200; step++) {
        atMs += random() * 8_000;
        const presence = { hidden: flip(), blurred: flip(), pictureInPicture: random() < 0.1, paused: flip() };
        const dice = random();
        const change =
          dice < 0.6
            ? session.see(presence, atMs)
            : dice < 0.7
              ? session.leftFullscreen(atMs)
              : dice < 0.8
                ? session.settle(atMs)
                : dice < 0.9
                  ? session.input(atMs)
                  : session.look(atMs);
        if (change?.kind === 'lost') {
          expect(lostAtMs).toBeUndefined();
          lostAtMs = atMs;
          losses += 1;
        } else if (change?.kind === 'regained') {
          expect(change.awayMs).toBeCloseTo(atMs - (lostAtMs ?? Number.NaN), 6);
          awayMs += change.awayMs;
          lostAtMs = undefined;
        }
      }
      awayMs += lostAtMs === undefined ? 0 : atMs - lostAtMs;
      const summary = session.summary(atMs);
      expect(summary.focusedMs).toBeCloseTo(atMs - awayMs, 6);
      expect(summary.longestMs).toBeLessThanOrEqual(summary.focusedMs + 1e-6);
      expect(Object.values(summary.byCause).reduce((sum, count) => sum + count, 0)).toBe(losses);
    },
  );
});

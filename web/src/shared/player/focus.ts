import type { FocusCause } from './events';

/** A blur shorter than this is the browser's own doing (entering full screen, a permission bubble), no interruption. */
const BLUR_COUNTS_AFTER_MS = 1_000;
/** A pause this long without a movement or a key: the viewer has left. */
const PAUSED_AWAY_AFTER_MS = 30_000;
/** A browser leaves full screen a moment before it floats the picture. */
const FULLSCREEN_COUNTS_AFTER_MS = 500;
/** Who left full screen and goes on watching has settled in the window. */
const FULLSCREEN_SETTLES_AFTER_MS = 10_000;

/** What can be seen of a viewer's presence. Presence, never attention. */
export type Presence = {
  hidden: boolean;
  blurred: boolean;
  /** The picture floats over other windows: being elsewhere is no interruption then. */
  pictureInPicture: boolean;
  paused: boolean;
};

export type FocusSummary = {
  sessionMs: number;
  focusedMs: number;
  longestMs: number;
  byCause: Record<FocusCause, number>;
};

export type FocusChange = { kind: 'lost'; cause: FocusCause } | { kind: 'regained'; cause: FocusCause; awayMs: number };

/**
 * One focus session. Pure: it is told what is seen and when, and answers what that means. At most one interruption is
 * open at a time, named after what began it; it ends when nothing keeps the viewer away any more.
 */
export class FocusSession {
  private readonly startedAtMs: number;
  private presence: Presence = { hidden: false, blurred: false, pictureInPicture: false, paused: false };
  private blurredSinceMs: number | undefined;
  private leftFullscreenAtMs: number | undefined;
  private pausedSinceMs: number | undefined;
  private lastInputAtMs: number;
  private lost: { cause: FocusCause; sinceMs: number } | undefined;
  private stretchSinceMs: number;
  private awayMs = 0;
  private longestMs = 0;
  private readonly byCause: Record<FocusCause, number> = {
    TAB_HIDDEN: 0,
    WINDOW_BLURRED: 0,
    FULLSCREEN_LEFT: 0,
    PAUSED_AWAY: 0,
  };

  constructor(atMs: number) {
    this.startedAtMs = atMs;
    this.stretchSinceMs = atMs;
    this.lastInputAtMs = atMs;
  }

  see(presence: Presence, atMs: number): FocusChange | undefined {
    this.presence = presence;
    this.blurredSinceMs = presence.blurred && !presence.hidden ? (this.blurredSinceMs ?? atMs) : undefined;
    this.pausedSinceMs = presence.paused ? (this.pausedSinceMs ?? atMs) : undefined;
    if (presence.pictureInPicture && this.lost === undefined) {
      this.leftFullscreenAtMs = undefined;
    }
    return this.judge(atMs);
  }

  /** A movement, key or touch. */
  input(atMs: number): FocusChange | undefined {
    this.lastInputAtMs = atMs;
    return this.judge(atMs);
  }

  leftFullscreen(atMs: number): FocusChange | undefined {
    if (!this.presence.hidden && !this.presence.pictureInPicture && this.lost === undefined) {
      this.leftFullscreenAtMs = atMs;
    }
    return this.judge(atMs);
  }

  /** The viewer chose to go on, in the window or in full screen. */
  settle(atMs: number): FocusChange | undefined {
    this.leftFullscreenAtMs = undefined;
    return this.judge(atMs);
  }

  /** What keeps the viewer away now. */
  get lostBy(): FocusCause | undefined {
    return this.lost?.cause;
  }

  /** When to look again though nothing happens; undefined: not before something does. */
  nextLookAtMs(): number | undefined {
    const looks: number[] = [];
    if (this.blurredSinceMs !== undefined && this.lost === undefined) {
      looks.push(this.blurredSinceMs + BLUR_COUNTS_AFTER_MS);
    }
    if (this.pausedSinceMs !== undefined && this.lost === undefined) {
      looks.push(this.awayAtMs(this.pausedSinceMs));
    }
    if (this.leftFullscreenAtMs !== undefined) {
      const isCounted = this.lost !== undefined;
      looks.push(this.leftFullscreenAtMs + (isCounted ? FULLSCREEN_SETTLES_AFTER_MS : FULLSCREEN_COUNTS_AFTER_MS));
    }
    return looks.length === 0 ? undefined : Math.min(...looks);
  }

  look(atMs: number): FocusChange | undefined {
    if (this.leftFullscreenAtMs !== undefined && atMs >= this.leftFullscreenAtMs + FULLSCREEN_SETTLES_AFTER_MS) {
      this.leftFullscreenAtMs = undefined;
    }
    return this.judge(atMs);
  }

  /** The figures until now; at the end of the session they are its summary. */
  summary(atMs: number): FocusSummary {
    const openAwayMs = this.lost === undefined ? 0 : atMs - this.lost.sinceMs;
    const openStretchMs = this.lost === undefined ? atMs - this.stretchSinceMs : 0;
    const sessionMs = Math.max(0, atMs - this.startedAtMs);
    return {
      sessionMs,
      focusedMs: Math.max(0, sessionMs - this.awayMs - openAwayMs),
      longestMs: Math.max(this.longestMs, openStretchMs),
      byCause: { ...this.byCause },
    };
  }

  private judge(atMs: number): FocusChange | undefined {
    const cause = this.causeNow(atMs);
    if (cause !== undefined && this.lost === undefined) {
      this.lost = { cause, sinceMs: atMs };
      this.byCause[cause] += 1;
      this.longestMs = Math.max(this.longestMs, atMs - this.stretchSinceMs);
      return { kind: 'lost', cause };
    }
    if (cause === undefined && this.lost !== undefined) {
      const { cause: ended, sinceMs } = this.lost;
      this.lost = undefined;
      this.awayMs += atMs - sinceMs;
      this.stretchSinceMs = atMs;
      return { kind: 'regained', cause: ended, awayMs: atMs - sinceMs };
    }
    return undefined;
  }

  private causeNow(atMs: number): FocusCause | undefined {
    const { hidden, pictureInPicture } = this.presence;
    if (hidden && !pictureInPicture) {
      return 'TAB_HIDDEN';
    }
    if (this.blurredSinceMs !== undefined && !pictureInPicture && this.blurCounts(this.blurredSinceMs, atMs)) {
      return 'WINDOW_BLURRED';
    }
    if (this.leftFullscreenAtMs !== undefined && this.fullscreenCounts(this.leftFullscreenAtMs, atMs)) {
      return 'FULLSCREEN_LEFT';
    }
    if (this.pausedSinceMs !== undefined && atMs >= this.awayAtMs(this.pausedSinceMs)) {
      return 'PAUSED_AWAY';
    }
    return undefined;
  }

  /** Once away, a viewer who shows the tab but not the window is still away. */
  private blurCounts(sinceMs: number, atMs: number): boolean {
    return atMs >= sinceMs + BLUR_COUNTS_AFTER_MS || this.lost !== undefined;
  }

  private fullscreenCounts(leftAtMs: number, atMs: number): boolean {
    return atMs >= leftAtMs + FULLSCREEN_COUNTS_AFTER_MS || this.lost !== undefined;
  }

  private awayAtMs(pausedSinceMs: number): number {
    return Math.max(pausedSinceMs, this.lastInputAtMs) + PAUSED_AWAY_AFTER_MS;
  }
}

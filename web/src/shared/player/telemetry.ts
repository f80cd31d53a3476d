import {
  type EventType,
  type FocusCause,
  MEDIA_MS_MAX,
  type PlayerEvent,
  RATE_MAX,
  SEQUENCE_MAX,
  uuid,
} from './events';
import { type Played, PlayedTracker, type Sample } from './played';

/** The open interval is put aside this often, for a page that dies without a word. */
const DRAFT_EVERY_MS = 1_000;
/** With so few numbers left, the view that follows is asked for: some minutes of play, however busy. */
const LAST_NUMBERS = 128;

/** What a view's events go to. A draft is the event that would be told if the page died now; undefined clears it. */
export type EventSink = { add(event: PlayerEvent): void; draft(event: PlayerEvent | undefined): void };

type Extra = Partial<Pick<PlayerEvent, 'fromMs' | 'toMs' | 'cause' | 'valueMs' | 'valueKbps'>>;

/**
 * Turns looks at a player into the events of one view: numbered from 0 without a gap, on a clock that never runs back.
 * Knows no DOM, so that a test can play a thousand films in a second; {@link observe} connects it to a video element.
 */
export class ViewRecorder {
  private readonly tracker = new PlayedTracker();
  private readonly viewId: string;
  private readonly sink: EventSink;
  private readonly epochMs: () => number;
  private sequence = 0;
  private lastViewerTime = 0;
  private draftAtMs = 0;
  private hasDraft = false;
  private last: Sample = { atMs: 0, positionMs: 0, seeking: false, moving: false, rate: 1 };
  private playAsked: Sample | undefined;
  private kbps: number | undefined;
  private started = false;
  private stalled = false;
  /** Between a seek and the first movement after it, waiting is part of the seek. */
  private settling = false;
  private seekFromMs: number | undefined;
  private inFocus = false;
  private readonly onRunsOut: (() => void) | undefined;

  /** @param more `continues`: the page played before this view; `onRunsOut`: its numbers are nearly used up, often told */
  constructor(
    viewId: string,
    sink: EventSink,
    epochMs: () => number,
    more: { continues?: boolean; onRunsOut?: () => void } = {},
  ) {
    this.viewId = viewId;
    this.sink = sink;
    this.epochMs = epochMs;
    this.started = more.continues ?? false;
    this.onRunsOut = more.onRunsOut;
  }

  /** A look, from any event of the player or from a frame drawn. */
  see(sample: Sample): void {
    const before = this.last;
    this.last = sample;
    this.tell(this.tracker.see(sample));
    if (sample.seeking && !before.seeking) {
      this.seekFromMs ??= before.positionMs;
      this.settling = true;
      this.endStall();
    } else if (!sample.seeking && this.seekFromMs !== undefined) {
      this.endSeek(this.seekFromMs, sample.positionMs);
    }
    if (sample.moving) {
      this.moved(sample);
    }
    if (sample.rate !== before.rate && this.sequence > 0) {
      this.emit('RATE');
    }
    this.keepDraft(sample.atMs);
  }

  play(): void {
    const isFirst = this.playAsked === undefined;
    this.playAsked ??= this.last;
    this.emit('PLAY');
    if (isFirst && this.kbps !== undefined) {
      this.rendition(this.kbps);
    }
  }

  pause(): void {
    this.endStall();
    this.emit('PAUSE');
  }

  /** The player ran out of data while it should be playing. */
  waiting(): void {
    if (this.started && !this.settling && !this.stalled && !this.last.seeking) {
      this.stalled = true;
      this.emit('REBUFFER_START');
    }
  }

  ended(): void {
    this.endStall();
    this.emit('COMPLETE');
  }

  /** What is loaded ahead of the first play is told with it: a page that was only opened is no view. */
  rendition(kbps: number): void {
    this.kbps = kbps;
    if (this.playAsked !== undefined) {
      this.emit('RENDITION', { valueKbps: Math.round(kbps) });
    }
  }

  error(code: string): void {
    this.endStall();
    if (this.playAsked !== undefined) {
      this.emit('ERROR', { cause: code });
    }
  }

  focusStart(): void {
    if (!this.inFocus) {
      this.inFocus = true;
      this.emit('FOCUS_START');
    }
  }

  /** A page that closes is hidden too, after its last word: no interruption. */
  focusLost(cause: FocusCause): void {
    if (this.inFocus) {
      this.emit('FOCUS_LOST', { cause });
    }
  }

  focusRegained(): void {
    if (this.inFocus) {
      this.emit('FOCUS_REGAINED');
    }
  }

  focusEnd(): void {
    if (this.inFocus) {
      this.inFocus = false;
      this.emit('FOCUS_END');
    }
  }

  /** Tells what is open now; playing goes on. */
  checkpoint(): void {
    this.tell(this.tracker.split());
  }

  /** The viewer leaves the page: nothing stays open. */
  leave(): void {
    this.checkpoint();
    this.endStall();
    this.focusEnd();
  }

  private moved(sample: Sample): void {
    this.settling = false;
    this.endStall();
    const asked = this.playAsked;
    if (!this.started && asked !== undefined && sample.positionMs !== asked.positionMs) {
      this.started = true;
      this.emit('STARTUP', { valueMs: Math.max(0, Math.round(sample.atMs - asked.atMs)) });
    }
  }

  private endStall(): void {
    if (this.stalled) {
      this.stalled = false;
      this.emit('REBUFFER_END');
    }
  }

  /** A jump before the first movement is the player going to where it shall start: not the viewer's. */
  private endSeek(fromMs: number, toMs: number): void {
    this.seekFromMs = undefined;
    const jump = { fromMs: wholeMs(fromMs), toMs: wholeMs(toMs) };
    if (this.started && jump.fromMs !== jump.toMs) {
      this.emit('SEEK', jump);
    }
  }

  private tell(all: Played[]): void {
    for (const played of all) {
      this.emit('PROGRESS', { fromMs: wholeMs(played.fromMs), toMs: wholeMs(played.toMs) }, played.rate, played.toMs);
    }
  }

  private keepDraft(atMs: number): void {
    const pending = this.tracker.pending();
    if (pending !== undefined && atMs - this.draftAtMs >= DRAFT_EVERY_MS) {
      this.draftAtMs = atMs;
      this.hasDraft = true;
      const played = { fromMs: wholeMs(pending.fromMs), toMs: wholeMs(pending.toMs) };
      this.sink.draft(this.event('PROGRESS', played, pending.rate, pending.toMs));
    }
  }

  private emit(type: EventType, extra: Extra = {}, rate = this.last.rate, playheadMs = this.last.positionMs): void {
    if (this.sequence > SEQUENCE_MAX) {
      return;
    }
    const event = this.event(type, extra, rate, playheadMs);
    this.sequence += 1;
    this.lastViewerTime = event.viewerTime;
    this.sink.add(event);
    if (this.sequence > SEQUENCE_MAX - LAST_NUMBERS) {
      this.onRunsOut?.();
    }
    if (this.hasDraft) {
      this.hasDraft = false;
      this.sink.draft(undefined);
    }
  }

  private event(type: EventType, extra: Extra, rate: number, playheadMs: number): PlayerEvent {
    return {
      eventId: uuid(),
      viewId: this.viewId,
      sequence: this.sequence,
      type,
      viewerTime: Math.max(this.lastViewerTime, Math.round(this.epochMs())),
      playheadMs: wholeMs(playheadMs),
      rate: Math.min(RATE_MAX, Math.max(0, rate)),
      ...extra,
    };
  }
}

function wholeMs(ms: number): number {
  return Number.isFinite(ms) ? Math.min(MEDIA_MS_MAX, Math.max(0, Math.round(ms))) : 0;
}

/** The viewer's wall clock that cannot be set back while the page lives. */
export function viewerClock(): number {
  return performance.timeOrigin + performance.now();
}

/** Connects a recorder to a video element. The function returned ends it. */
export function observe(video: HTMLVideoElement, recorder: ViewRecorder): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  let frame = 0;

  const look = () => {
    recorder.see({
      atMs: performance.now(),
      positionMs: video.currentTime * 1000,
      seeking: video.seeking,
      moving: !video.paused && !video.seeking && !video.ended && video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA,
      rate: video.playbackRate,
    });
  };
  // Drawn frames look often enough that a seek loses nothing; a hidden tab draws none, there timeupdate looks.
  const watchFrames = () => {
    look();
    frame = video.paused ? 0 : requestAnimationFrame(watchFrames);
  };
  const on = (type: keyof HTMLMediaElementEventMap, then?: () => void) => {
    video.addEventListener(
      type,
      () => {
        look();
        then?.();
      },
      { signal },
    );
  };
  on('play', () => {
    recorder.play();
    cancelAnimationFrame(frame);
    watchFrames();
  });
  on('pause', () => {
    // At the end the browser pauses by itself, before it says "ended".
    if (!video.ended) {
      recorder.pause();
    }
  });
  on('waiting', () => {
    if (!video.paused) {
      recorder.waiting();
    }
  });
  on('ended', () => {
    recorder.ended();
  });
  for (const type of ['timeupdate', 'playing', 'seeking', 'seeked', 'ratechange'] as const) {
    on(type);
  }
  // Before anyone else hears that the page goes, the playhead is looked at once more.
  window.addEventListener('pagehide', look, { signal, capture: true });
  window.addEventListener('visibilitychange', look, { signal, capture: true });
  look();
  if (!video.paused && !video.ended) {
    // A view that follows another one in mid-play.
    recorder.play();
    watchFrames();
  }
  return () => {
    look();
    controller.abort();
    cancelAnimationFrame(frame);
  };
}

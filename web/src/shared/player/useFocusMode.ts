import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { FocusCause } from './events';
import { type FocusChange, FocusSession, type FocusSummary } from './focus';
import type { ViewRecorder } from './telemetry';

/** Shorter absences are not worth a word. */
const NOTICED_AFTER_MS = 1_500;

/** The gentle word after an interruption; `leftFullscreen` asks how to go on. */
export type FocusNotice =
  { kind: 'returned'; cause: FocusCause; atSeconds: number; awayMs: number } | { kind: 'leftFullscreen' };

export type FocusMode = {
  on: boolean;
  notice: FocusNotice | undefined;
  summary: FocusSummary | undefined;
  toggle: () => void;
  enter: () => void;
  leave: () => void;
  settle: (how: 'window' | 'fullscreen') => void;
  dismissNotice: () => void;
  dismissSummary: () => void;
};

/** Runs a focus session over an element that holds a video: what the browser shows of presence goes in, notices come out. */
export function useFocusMode(
  container: RefObject<HTMLElement | null>,
  video: RefObject<HTMLVideoElement | null>,
  recorder: ViewRecorder | undefined,
): FocusMode {
  const [on, setOn] = useState(false);
  const [notice, setNotice] = useState<FocusNotice>();
  const [summary, setSummary] = useState<FocusSummary>();
  const session = useRef<FocusSession | undefined>(undefined);
  const lostAtSeconds = useRef(0);

  const heed = useCallback(
    (change: FocusChange | undefined) => {
      if (change === undefined) {
        return;
      }
      if (change.kind === 'lost') {
        lostAtSeconds.current = video.current?.currentTime ?? 0;
        recorder?.focusLost(change.cause);
        if (change.cause === 'FULLSCREEN_LEFT') {
          setNotice({ kind: 'leftFullscreen' });
        }
        return;
      }
      recorder?.focusRegained();
      const { cause, awayMs } = change;
      const worthIt = cause !== 'FULLSCREEN_LEFT' && awayMs >= NOTICED_AFTER_MS;
      setNotice(worthIt ? { kind: 'returned', cause, atSeconds: lostAtSeconds.current, awayMs } : undefined);
    },
    [recorder, video],
  );

  const leave = useCallback(() => {
    if (session.current === undefined) {
      return;
    }
    setSummary(session.current.summary(performance.now()));
    session.current = undefined;
    recorder?.focusEnd();
    setOn(false);
    setNotice(undefined);
    if (document.fullscreenElement !== null) {
      void document.exitFullscreen();
    }
  }, [recorder]);

  const enter = useCallback(() => {
    if (session.current !== undefined) {
      return;
    }
    session.current = new FocusSession(performance.now());
    recorder?.focusStart();
    setSummary(undefined);
    setOn(true);
    fillScreen(container.current);
  }, [container, recorder]);

  // A view that follows another one goes on with the session, and with what interrupts it.
  useEffect(() => {
    if (on && session.current !== undefined) {
      recorder?.focusStart();
      const { lostBy } = session.current;
      if (lostBy !== undefined) {
        recorder?.focusLost(lostBy);
      }
    }
  }, [on, recorder]);

  useEffect(() => {
    const element = video.current;
    if (!on || element === null) {
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasFullscreen = document.fullscreenElement !== null;

    const step = (change: FocusChange | undefined) => {
      heed(change);
      clearTimeout(timer);
      const nextMs = session.current?.nextLookAtMs();
      if (nextMs !== undefined) {
        timer = setTimeout(
          () => {
            step(session.current?.look(performance.now()));
          },
          Math.max(0, nextMs - performance.now()) + 1,
        );
      }
    };
    const see = () => {
      step(
        session.current?.see(
          {
            hidden: document.visibilityState === 'hidden',
            blurred: !document.hasFocus(),
            pictureInPicture: document.pictureInPictureElement === element,
            paused: element.paused && !element.ended,
          },
          performance.now(),
        ),
      );
    };
    const input = () => {
      step(session.current?.input(performance.now()));
    };
    const screen = () => {
      const isFullscreen = document.fullscreenElement !== null;
      if (wasFullscreen && !isFullscreen) {
        step(session.current?.leftFullscreen(performance.now()));
      } else if (isFullscreen) {
        step(session.current?.settle(performance.now()));
      }
      wasFullscreen = isFullscreen;
    };
    document.addEventListener('visibilitychange', see, { signal });
    document.addEventListener('fullscreenchange', screen, { signal });
    for (const type of ['blur', 'focus'] as const) {
      window.addEventListener(type, see, { signal });
    }
    for (const type of ['play', 'pause', 'enterpictureinpicture', 'leavepictureinpicture'] as const) {
      element.addEventListener(type, see, { signal });
    }
    for (const type of ['pointermove', 'pointerdown', 'keydown'] as const) {
      document.addEventListener(type, input, { signal, passive: true });
    }
    // The end of the film is the end of the session.
    element.addEventListener('ended', leave, { signal });
    see();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [on, video, heed, leave]);

  // The rest of the page disappears, for eyes and for screen readers: layout.module.css and player.module.css.
  useEffect(() => {
    if (!on) {
      return;
    }
    document.documentElement.dataset.focusMode = '';
    return () => {
      delete document.documentElement.dataset.focusMode;
    };
  }, [on]);

  const settle = useCallback(
    (how: 'window' | 'fullscreen') => {
      if (how === 'fullscreen') {
        fillScreen(container.current);
      }
      heed(session.current?.settle(performance.now()));
      setNotice(undefined);
    },
    [container, heed],
  );

  return {
    on,
    notice,
    summary,
    toggle: on ? leave : enter,
    enter,
    leave,
    settle,
    dismissNotice: useCallback(() => {
      setNotice(undefined);
    }, []),
    dismissSummary: useCallback(() => {
      setSummary(undefined);
    }, []),
  };
}

/** Where the browser has no full screen for elements (or refuses), focus mode fills the window instead. */
function fillScreen(element: HTMLElement | null): void {
  if (element !== null && document.fullscreenElement === null && 'requestFullscreen' in element) {
    element.requestFullscreen().catch(() => undefined);
  }
}

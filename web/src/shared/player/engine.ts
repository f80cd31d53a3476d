import type Hls from 'hls.js';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { withToken } from './mediaUrl';

/** The pictures a player may choose from, best first. */
export type Level = { index: number; height: number; kbps: number };

export type PlayFailure = 'network' | 'media' | 'access' | 'unsupported';

export type EngineState = {
  levels: Level[];
  /** Height now played; undefined until the first segment. */
  height: number | undefined;
  failure: PlayFailure | undefined;
};

export type EngineEvents = {
  onRendition?: (kbps: number) => void;
  onError?: (code: string) => void;
  /** A media request was refused: resolves when another token was got, or says that there is none. */
  onRefused?: () => Promise<boolean>;
};

export type Source = { hls: string; token: string | undefined; startAtSeconds: number; height: number };

const MEDIA_RECOVERIES_MAX = 2;
const NETWORK_TRIED_AGAIN_EVERY_MS = 4_000;
/** Until play is pressed: a segment, so that it begins at once and little is fetched for those who only look. */
const AHEAD_OF_PLAY_SECONDS = 1;

/**
 * Plays HLS in a video element. hls.js first, wherever Media Source Extensions are: a browser that claims to play HLS by
 * itself may do it worse, and tells nothing of its quality.
 */
export function useEngine(video: RefObject<HTMLVideoElement | null>, source: Source, events: EngineEvents) {
  const [state, setState] = useState<EngineState>({ levels: [], height: undefined, failure: undefined });
  const [attempt, setAttempt] = useState(0);
  const engine = useRef<Hls | undefined>(undefined);
  const latest = useRef({ source, events });

  useEffect(() => {
    latest.current = { source, events };
  });

  useEffect(() => {
    const element = video.current;
    if (element === null) {
      return;
    }
    let abandoned = false;
    let hls: Hls | undefined;
    const patch = (change: Partial<EngineState>) => {
      if (!abandoned) {
        setState((before) => {
          const next = { ...before, ...change };
          return next.levels === before.levels && next.height === before.height && next.failure === before.failure
            ? before
            : next;
        });
      }
    };
    const begin = async () => {
      const { default: HlsClass, Events, ErrorTypes } = await import('hls.js');
      if (abandoned) {
        return;
      }
      const { hls: url, startAtSeconds } = latest.current.source;
      const startPosition = attempt === 0 ? startAtSeconds : element.currentTime || startAtSeconds;
      if (!HlsClass.isSupported()) {
        playNatively(element, url, startPosition, patch);
        return;
      }
      hls = new HlsClass({
        startPosition: startPosition > 0 ? startPosition : -1,
        // Segments are fMP4 already: there is nothing to do in a worker that its start would not outweigh.
        enableWorker: false,
        abrEwmaDefaultEstimate: 4_000_000,
        backBufferLength: 60,
        ...(element.paused ? { maxMaxBufferLength: AHEAD_OF_PLAY_SECONDS } : {}),
        // In headers: an argument would make each request another URL to the browser's cache. What the origin counts, and
        // nothing else: the next object's URL holds a token.
        cmcd: { useHeaders: true, includeKeys: ['bl', 'bs', 'mtp', 'ot'] },
        xhrSetup: (request, asked) => {
          const today = withToken(asked, latest.current.source.token);
          if (today !== asked) {
            request.open('GET', today, true);
          }
        },
      });
      const self = hls;
      engine.current = self;
      element.addEventListener(
        'play',
        () => {
          self.config.maxMaxBufferLength = HlsClass.DefaultConfig.maxMaxBufferLength;
        },
        { once: true },
      );
      let recoveries = 0;
      self.on(Events.MANIFEST_PARSED, () => {
        const levels = self.levels
          .map((level, index) => ({ index, height: level.height, kbps: Math.round(level.bitrate / 1000) }))
          .sort((one, other) => other.height - one.height || other.kbps - one.kbps);
        patch({ levels, failure: undefined });
        self.nextLevel = levelOf(levels, latest.current.source.height);
      });
      self.on(Events.LEVEL_SWITCHED, (_, { level }) => {
        const now = self.levels[level];
        patch({ height: now?.height });
        if (now !== undefined) {
          latest.current.events.onRendition?.(now.bitrate / 1000);
        }
      });
      self.on(Events.FRAG_BUFFERED, () => {
        patch({ failure: undefined });
      });
      self.on(Events.ERROR, (_, data) => {
        if (!data.fatal) {
          return;
        }
        latest.current.events.onError?.(data.details);
        const code = data.response?.code;
        if (data.type === ErrorTypes.NETWORK_ERROR && (code === 401 || code === 403)) {
          void (latest.current.events.onRefused?.() ?? Promise.resolve(false)).then((renewed) => {
            if (renewed) {
              goOn(self, url);
            } else {
              patch({ failure: 'access' });
            }
          });
        } else if (data.type === ErrorTypes.NETWORK_ERROR) {
          patch({ failure: 'network' });
        } else if (data.type === ErrorTypes.MEDIA_ERROR && recoveries < MEDIA_RECOVERIES_MAX) {
          recoveries += 1;
          self.recoverMediaError();
        } else {
          patch({ failure: 'media' });
        }
      });
      self.loadSource(withToken(url, latest.current.source.token));
      self.attachMedia(element);
    };
    begin().catch(() => {
      patch({ failure: 'network' });
    });
    return () => {
      abandoned = true;
      engine.current = undefined;
      hls?.destroy();
    };
  }, [video, source.hls, attempt]);

  const goOnNow = useCallback(() => {
    if (engine.current === undefined) {
      // Not even the engine could be fetched.
      setAttempt((count) => count + 1);
    } else {
      goOn(engine.current, latest.current.source.hls);
    }
  }, []);

  // A lost connection is tried again by itself, at once when the browser says it is back.
  useEffect(() => {
    if (state.failure !== 'network') {
      return;
    }
    const timer = setInterval(goOnNow, NETWORK_TRIED_AGAIN_EVERY_MS);
    window.addEventListener('online', goOnNow);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', goOnNow);
    };
  }, [state.failure, goOnNow]);

  const choose = useCallback(
    (height: number) => {
      if (engine.current !== undefined) {
        engine.current.nextLevel = levelOf(state.levels, height);
      }
    },
    [state.levels],
  );

  const retry = useCallback(() => {
    setState((before) => ({ ...before, failure: undefined }));
    setAttempt((count) => count + 1);
  }, []);

  return { ...state, choose, retry };
}

/** Loads on from where it broke; from the start of the matter when not even the playlist had come. */
function goOn(hls: Hls, url: string): void {
  if (hls.levels.length === 0) {
    hls.loadSource(url);
  } else {
    hls.startLoad();
  }
}

/** The level of a height or the next lower one; -1 lets the player choose. */
function levelOf(levels: readonly Level[], height: number): number {
  if (height === 0) {
    return -1;
  }
  const fitting = levels.find((level) => level.height <= height) ?? levels.at(-1);
  return fitting?.index ?? -1;
}

/** A browser without Media Source Extensions: only an old iPhone. */
function playNatively(
  element: HTMLVideoElement,
  url: string,
  startAtSeconds: number,
  patch: (change: Partial<EngineState>) => void,
): void {
  if (element.canPlayType('application/vnd.apple.mpegurl') === '') {
    patch({ failure: 'unsupported' });
    return;
  }
  element.src = url;
  element.addEventListener(
    'loadedmetadata',
    () => {
      element.currentTime = startAtSeconds;
    },
    { once: true },
  );
}

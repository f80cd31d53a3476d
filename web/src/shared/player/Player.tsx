import { Captions, Focus } from 'lucide-react';
import {
  MediaControlBar,
  MediaController,
  MediaFullscreenButton,
  MediaLoadingIndicator,
  MediaMuteButton,
  MediaPipButton,
  MediaPlayButton,
  MediaPreviewChapterDisplay,
  MediaPreviewThumbnail,
  MediaPreviewTimeDisplay,
  MediaSeekBackwardButton,
  MediaSeekForwardButton,
  MediaTimeDisplay,
  MediaTimeRange,
  MediaVolumeRange,
} from 'media-chrome/react';
import { UNSAFE_PortalProvider as PortalProvider } from 'react-aria/PortalProvider';
import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { Playback } from '../api/types';
import { Button } from '../ui/button';
import { clock } from '../ui/format';
import { Notice } from '../ui/notice';
import { texts } from '../ui/texts';
import { type PlayFailure, useEngine } from './engine';
import { ReturnNotice, SummaryDialog, Toast } from './FocusWords';
import { HelpDialog } from './HelpDialog';
import type { Command } from './keys';
import { tokenOf, withToken } from './mediaUrl';
import { perform } from './perform';
import css from './player.module.css';
import { PlayerMenu } from './PlayerMenu';
import { preferences, prefer } from './preferences';
import { observe, type ViewRecorder } from './telemetry';
import { useCaptions } from './useCaptions';
import { useFocusMode } from './useFocusMode';
import { useIdle } from './useIdle';
import { useShortcuts } from './useShortcuts';
import { useTaps } from './useTaps';

const failureText: Record<PlayFailure, string> = {
  network: texts.player.errorNetwork,
  media: texts.player.errorMedia,
  access: texts.player.errorAccess,
  unsupported: texts.player.errorUnsupported,
};

/** A view that was granted, or the beginning of a film that nobody counts. */
export type Playable = Pick<Playback, 'hls' | 'poster' | 'storyboard' | 'captions' | 'chaptersUrl' | 'chapters'>;

export type PlayerProps = {
  title: string;
  playback: Playable;
  /** The address of the playlist with the token of today; its path never changes. */
  hlsNow?: string;
  /** Who counts what is watched; a preview counts nothing. */
  recorder?: ViewRecorder | undefined;
  startAtSeconds?: number;
  /** Only one player of a page listens to single keys and has a focus mode. */
  isMain?: boolean;
  /** The first press of play enters focus mode, as for a task. */
  focusOnPlay?: boolean;
  onRefused?: () => Promise<boolean>;
  /** Is given a way to jump, for links beside the player. */
  seekTo?: RefObject<((seconds: number) => void) | null>;
  /** What the page does for keys that are not the player's own; a key without a page's answer is the browser's. */
  page?: PageCommands;
};

export type PageCommands = { theatre?: () => void; search?: () => void; next?: () => void; previous?: () => void };

/** A video with everything around it. The controls are media-chrome's, the engine is hls.js. */
export function Player({
  title,
  playback,
  hlsNow,
  recorder,
  startAtSeconds = 0,
  isMain = false,
  focusOnPlay = false,
  onRefused,
  seekTo,
  page = {},
}: PlayerProps) {
  const container = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [kept, setKept] = useState(preferences);
  const [rate, setRate] = useState(kept.rate);
  const [menuOpen, setMenuOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const [resumed, setResumed] = useState(startAtSeconds > 0);
  const token = tokenOf(hlsNow ?? playback.hls);
  const keep = (change: Partial<typeof kept>) => {
    prefer(change);
    setKept((before) => ({ ...before, ...change }));
  };

  const engine = useEngine(
    video,
    { hls: playback.hls, token, startAtSeconds, height: kept.quality },
    {
      onRendition: (kbps) => recorder?.rendition(kbps),
      onError: (code) => recorder?.error(code),
      ...(onRefused === undefined ? {} : { onRefused }),
    },
  );
  const focus = useFocusMode(container, video, recorder);
  useIdle(container, focus.on, menuOpen || focus.notice !== undefined);

  // A layout effect ends before the page's view is closed, so that the last look still counts.
  useLayoutEffect(() => {
    const element = video.current;
    if (element === null || recorder === undefined) {
      return;
    }
    return observe(element, recorder);
  }, [recorder]);

  useEffect(() => {
    if (video.current !== null) {
      video.current.defaultPlaybackRate = rate;
      video.current.playbackRate = rate;
    }
  }, [rate]);

  useImperativeHandle(
    seekTo,
    () => (seconds: number) => {
      if (video.current !== null) {
        video.current.currentTime = seconds;
      }
    },
    [],
  );

  // Full screen needs a gesture of the viewer: the press of play is one.
  const enterFocus = focus.enter;
  useEffect(() => {
    const element = video.current;
    if (!focusOnPlay || element === null) {
      return;
    }
    const controller = new AbortController();
    element.addEventListener('play', enterFocus, { once: true, signal: controller.signal });
    return () => {
      controller.abort();
    };
  }, [focusOnPlay, enterFocus]);

  const chooseRate = (next: number) => {
    setRate(next);
    keep({ rate: next });
  };

  const captions = useCaptions(video, playback, kept.captions, (language) => {
    keep({ captions: language });
  });
  const tapped = useTaps(video);

  const run = (command: Command): boolean => {
    const element = video.current;
    if (element === null) {
      return false;
    }
    return perform(command, element, {
      container: container.current,
      rate,
      chooseRate,
      focus,
      toggleCaptions: captions.toggle,
      page,
      showHelp: () => {
        setHelpOpen(true);
      },
    });
  };
  useShortcuts(isMain && kept.shortcuts, run);

  return (
    <PortalProvider getContainer={() => (document.fullscreenElement === null ? document.body : container.current)}>
      <div
        ref={container}
        className={css.player}
        role="region"
        aria-label={texts.player.region(title)}
        data-focus={focus.on || undefined}
      >
        <MediaController
          className={css.controller}
          noHotkeys
          autohide="3"
          defaultStreamType="on-demand"
          ref={(controller: HTMLElement | null) => {
            if (controller !== null && container.current !== null) {
              (controller as HTMLElement & { fullscreenElement: HTMLElement }).fullscreenElement = container.current;
            }
          }}
        >
          <video
            ref={video}
            slot="media"
            playsInline
            preload="auto"
            poster={playback.poster ? withToken(playback.poster, token) : undefined}
          >
            {playback.storyboard && (
              <track kind="metadata" label="thumbnails" default src={withToken(playback.storyboard, token)} />
            )}
            {playback.chaptersUrl && <track kind="chapters" default src={withToken(playback.chaptersUrl, token)} />}
            {playback.captions.map((caption) => (
              <track
                key={caption.url}
                kind="captions"
                src={withToken(caption.url, token)}
                srcLang={caption.language}
                label={caption.label}
              />
            ))}
          </video>
          <MediaLoadingIndicator slot="centered-chrome" noAutohide />
          <div className={css.shade} aria-hidden />
          <MediaTimeRange className={css.seek}>
            <MediaPreviewThumbnail slot="preview" />
            {playback.chaptersUrl && <MediaPreviewChapterDisplay slot="preview" />}
            <MediaPreviewTimeDisplay slot="preview" />
          </MediaTimeRange>
          <MediaControlBar className={css.bar}>
            <MediaPlayButton className={css.control} />
            <MediaSeekBackwardButton className={`${css.control ?? ''} ${css.wide ?? ''}`} seekOffset={10} />
            <MediaSeekForwardButton className={`${css.control ?? ''} ${css.wide ?? ''}`} seekOffset={10} />
            <MediaMuteButton className={css.control} />
            <MediaVolumeRange className={`${css.volume ?? ''} ${css.wide ?? ''}`} />
            <MediaTimeDisplay className={css.time} showDuration />
            <span className={css.space} />
            {isMain && (
              <button
                type="button"
                className={css.own}
                aria-pressed={focus.on}
                aria-label={focus.on ? texts.player.leaveFocus : texts.player.focus}
                title={texts.player.focusHint}
                onClick={focus.toggle}
              >
                <Focus aria-hidden />
              </button>
            )}
            {captions.all.length > 0 && (
              <button
                type="button"
                className={css.own}
                aria-pressed={captions.chosen !== ''}
                aria-label={texts.player.captions}
                onClick={() => void run({ kind: 'toggleCaptions' })}
              >
                <Captions aria-hidden />
              </button>
            )}
            <PlayerMenu
              levels={engine.levels}
              height={engine.height}
              quality={kept.quality}
              rate={rate}
              captions={captions}
              onOpenChange={setMenuOpen}
              onQuality={(height) => {
                keep({ quality: height });
                engine.choose(height);
              }}
              onRate={chooseRate}
              onCaptions={captions.choose}
              onHelp={() => {
                setHelpOpen(true);
              }}
              hasHelp={isMain}
            />
            <MediaPipButton className={`${css.control ?? ''} ${css.wide ?? ''}`} />
            <MediaFullscreenButton className={css.control} />
          </MediaControlBar>
        </MediaController>

        {engine.failure !== undefined && (
          <div className={css.failure}>
            <Notice
              tone="bad"
              role="alert"
              title={texts.player.errorTitle}
              actions={
                engine.failure !== 'unsupported' && (
                  <Button small onPress={engine.retry}>
                    {texts.player.retry}
                  </Button>
                )
              }
            >
              <p>{failureText[engine.failure]}</p>
            </Notice>
          </div>
        )}
        {tapped !== undefined && (
          <span className={tapped < 0 ? css.tappedLeft : css.tappedRight} role="status">
            {tapped < 0 ? texts.player.seekBack : texts.player.seekForward}
          </span>
        )}
        {resumed && (
          <Toast
            onEnd={() => {
              setResumed(false);
            }}
          >
            <span>{texts.player.resumed(clock(startAtSeconds))}</span>
            <Button
              small
              onPress={() => {
                if (video.current !== null) {
                  video.current.currentTime = 0;
                }
                setResumed(false);
              }}
            >
              {texts.player.startOver}
            </Button>
          </Toast>
        )}
        {focus.notice !== undefined && <ReturnNotice notice={focus.notice} focus={focus} video={video} />}
        <span className="visually-hidden" role="status">
          {focus.on ? texts.focus.entered : ''}
        </span>
      </div>
      {focus.summary !== undefined && !focus.on && (
        <SummaryDialog summary={focus.summary} onClose={focus.dismissSummary} />
      )}
      <HelpDialog
        isOpen={helpOpen}
        shortcuts={kept.shortcuts}
        onShortcuts={(shortcuts) => {
          keep({ shortcuts });
        }}
        onClose={() => {
          setHelpOpen(false);
        }}
      />
    </PortalProvider>
  );
}

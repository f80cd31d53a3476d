import { Captions, Focus, Settings2 } from 'lucide-react';
import {
  MediaControlBar,
  MediaController,
  MediaFullscreenButton,
  MediaLoadingIndicator,
  MediaMuteButton,
  MediaPipButton,
  MediaPlayButton,
  MediaPreviewThumbnail,
  MediaPreviewTimeDisplay,
  MediaSeekBackwardButton,
  MediaSeekForwardButton,
  MediaTimeDisplay,
  MediaTimeRange,
  MediaVolumeRange,
} from 'media-chrome/react';
import { UNSAFE_PortalProvider as PortalProvider } from 'react-aria/PortalProvider';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import type { Playback } from '../api/types';
import { Button } from '../ui/button';
import { ModalDialog } from '../ui/dialog';
import { Check } from '../ui/field';
import { amountOfTime, clock } from '../ui/format';
import { Notice } from '../ui/notice';
import { texts } from '../ui/texts';
import ui from '../ui/ui.module.css';
import { type Level, type PlayFailure, useEngine } from './engine';
import type { FocusCause } from './events';
import type { FocusSummary } from './focus';
import { type Command, RATES, stepRate } from './keys';
import { tokenOf, withToken } from './mediaUrl';
import css from './player.module.css';
import { preferences, prefer } from './preferences';
import { observe, type ViewRecorder } from './telemetry';
import { type FocusMode, type FocusNotice, useFocusMode } from './useFocusMode';
import { useIdle } from './useIdle';
import { useShortcuts } from './useShortcuts';

const NOTICE_SHOWN_MS = 10_000;
const FRAME_SECONDS = 1 / 24;

const failureText: Record<PlayFailure, string> = {
  network: texts.player.errorNetwork,
  media: texts.player.errorMedia,
  access: texts.player.errorAccess,
  unsupported: texts.player.errorUnsupported,
};

export type PlayerProps = {
  title: string;
  playback: Playback;
  /** The address of the playlist with the token of today; its path never changes. */
  hlsNow?: string;
  /** Who counts what is watched; a preview counts nothing. */
  recorder?: ViewRecorder | undefined;
  startAtSeconds?: number;
  /** Only one player of a page listens to single keys and has a focus mode. */
  isMain?: boolean;
  onRefused?: () => Promise<boolean>;
};

/** A video with everything around it. The controls are media-chrome's, the engine is hls.js. */
export function Player({
  title,
  playback,
  hlsNow,
  recorder,
  startAtSeconds = 0,
  isMain = false,
  onRefused,
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

  const chooseRate = (next: number) => {
    setRate(next);
    keep({ rate: next });
  };

  const captions = useCaptions(video, playback, kept.captions);

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
      toggleCaptions: () => {
        captions.choose(captions.chosen === '' ? (captions.all[0]?.id ?? '') : '');
      },
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
            {playback.captions.map((caption) => (
              <track
                key={caption.url}
                kind={caption.kind ?? 'subtitles'}
                src={withToken(caption.url, token)}
                srcLang={caption.language}
                label={caption.label}
              />
            ))}
          </video>
          <MediaLoadingIndicator slot="centered-chrome" noAutohide className={css.loading} />
          <div className={css.shade} aria-hidden />
          <MediaTimeRange className={css.seek}>
            <MediaPreviewThumbnail slot="preview" />
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
            <SettingsMenu
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
              onCaptions={(id) => {
                captions.choose(id);
                keep({ captions: captions.all.find((track) => track.id === id)?.language ?? '' });
              }}
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

type Tools = {
  container: HTMLElement | null;
  rate: number;
  chooseRate: (rate: number) => void;
  focus: FocusMode;
  toggleCaptions: () => void;
  showHelp: () => void;
};

/** Does what a key asks for; false leaves the key to the browser. */
function perform(command: Command, video: HTMLVideoElement, tools: Tools): boolean {
  const seekTo = (seconds: number) => {
    video.currentTime = Math.min(Math.max(0, seconds), Number.isFinite(video.duration) ? video.duration : seconds);
  };
  switch (command.kind) {
    case 'togglePlay':
      if (video.paused) {
        void video.play();
      } else {
        video.pause();
      }
      return true;
    case 'seekBy':
      seekTo(video.currentTime + command.seconds);
      return true;
    case 'seekToTenth':
      seekTo((video.duration * command.tenth) / 10 || 0);
      return true;
    case 'seekToStart':
      seekTo(0);
      return true;
    case 'seekToEnd':
      seekTo(video.duration || 0);
      return true;
    case 'volumeBy':
      video.muted = false;
      video.volume = Math.min(1, Math.max(0, video.volume + command.ratio));
      return true;
    case 'toggleMute':
      video.muted = !video.muted;
      return true;
    case 'toggleFullscreen':
      if (document.fullscreenElement !== null) {
        void document.exitFullscreen();
      } else {
        void tools.container?.requestFullscreen();
      }
      return true;
    case 'togglePictureInPicture':
      if (document.pictureInPictureElement === video) {
        void document.exitPictureInPicture();
      } else if (document.pictureInPictureEnabled) {
        void video.requestPictureInPicture().catch(() => undefined);
      }
      return true;
    case 'toggleCaptions':
      tools.toggleCaptions();
      return true;
    case 'rateBy':
      tools.chooseRate(stepRate(tools.rate, command.steps));
      return true;
    case 'frameBy':
      if (video.paused) {
        seekTo(video.currentTime + command.frames * FRAME_SECONDS);
      }
      return video.paused;
    case 'toggleFocus':
      tools.focus.toggle();
      return true;
    case 'leaveFocus':
      tools.focus.leave();
      return tools.focus.on;
    case 'help':
      tools.showHelp();
      return true;
  }
}

type CaptionTrack = { id: string; language: string; label: string };

/** The caption tracks of the element, whoever added them: the page's or the playlist's. */
function useCaptions(video: RefObject<HTMLVideoElement | null>, playback: Playback, preferred: string) {
  const [all, setAll] = useState<CaptionTrack[]>([]);
  const [chosen, setChosen] = useState('');

  useEffect(() => {
    const tracks = video.current?.textTracks;
    if (tracks === undefined) {
      return;
    }
    const look = () => {
      const found = captionTracks(tracks);
      setAll(found.map(({ track, id }) => ({ id, language: track.language, label: track.label || track.language })));
      setChosen(found.find(({ track }) => track.mode === 'showing')?.id ?? '');
    };
    const added = () => {
      const wanted = captionTracks(tracks).find(({ track }) => preferred !== '' && track.language === preferred);
      if (wanted !== undefined) {
        wanted.track.mode = 'showing';
      }
      look();
    };
    tracks.addEventListener('addtrack', added);
    tracks.addEventListener('change', look);
    added();
    return () => {
      tracks.removeEventListener('addtrack', added);
      tracks.removeEventListener('change', look);
    };
  }, [video, playback.captions, preferred]);

  const choose = (id: string) => {
    const tracks = video.current?.textTracks;
    for (const { track, id: own } of tracks === undefined ? [] : captionTracks(tracks)) {
      track.mode = own === id ? 'showing' : 'disabled';
    }
  };
  return { all, chosen, choose };
}

function captionTracks(tracks: TextTrackList): { track: TextTrack; id: string }[] {
  return Array.from(tracks)
    .map((track, index) => ({ track, id: String(index) }))
    .filter(({ track }) => track.kind === 'subtitles' || track.kind === 'captions');
}

function SettingsMenu({
  levels,
  height,
  quality,
  rate,
  captions,
  hasHelp,
  onOpenChange,
  onQuality,
  onRate,
  onCaptions,
  onHelp,
}: {
  levels: Level[];
  height: number | undefined;
  quality: number;
  rate: number;
  captions: { all: CaptionTrack[]; chosen: string };
  hasHelp: boolean;
  onOpenChange: (open: boolean) => void;
  onQuality: (height: number) => void;
  onRate: (rate: number) => void;
  onCaptions: (id: string) => void;
  onHelp: () => void;
}) {
  const heights = [...new Set(levels.map((level) => level.height))];
  const automatic =
    quality === 0 && height !== undefined ? texts.player.qualityAutoNow(`${height}p`) : texts.player.qualityAuto;
  return (
    <MenuTrigger onOpenChange={onOpenChange}>
      <AriaButton className={css.own ?? ''} aria-label={texts.player.settings}>
        <Settings2 aria-hidden />
      </AriaButton>
      <Popover className={ui.popover ?? ''} placement="top end" offset={12}>
        <Menu className={ui.menu ?? ''} aria-label={texts.player.settings}>
          <Choices
            title={texts.player.quality}
            chosen={String(quality)}
            choices={[{ id: '0', text: automatic }, ...heights.map((one) => ({ id: String(one), text: `${one}p` }))]}
            onChoose={(id) => {
              onQuality(Number(id));
            }}
          />
          <Choices
            title={texts.player.speed}
            chosen={String(rate)}
            choices={RATES.map((one) => ({
              id: String(one),
              text: one === 1 ? texts.player.speedNormal : texts.player.speedTimes(one),
            }))}
            onChoose={(id) => {
              onRate(Number(id));
            }}
          />
          {captions.all.length > 0 && (
            <Choices
              title={texts.player.captions}
              chosen={captions.chosen === '' ? 'off' : captions.chosen}
              choices={[
                { id: 'off', text: texts.player.captionsOff },
                ...captions.all.map((track) => ({ id: track.id, text: track.label })),
              ]}
              onChoose={(id) => {
                onCaptions(id === 'off' ? '' : id);
              }}
            />
          )}
          {hasHelp && (
            <MenuSection>
              <Header className={ui.menuHeader}>{texts.player.settings}</Header>
              <MenuItem className={ui.menuItem ?? ''} onAction={onHelp}>
                {texts.player.shortcuts}
              </MenuItem>
            </MenuSection>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Choices({
  title,
  chosen,
  choices,
  onChoose,
}: {
  title: string;
  chosen: string;
  choices: { id: string; text: string }[];
  onChoose: (id: string) => void;
}) {
  return (
    <MenuSection
      aria-label={title}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[`${title}/${chosen}`]}
      onSelectionChange={(keys) => {
        const [key] = [...keys];
        if (typeof key === 'string') {
          onChoose(key.slice(title.length + 1));
        }
      }}
    >
      <Header className={ui.menuHeader}>{title}</Header>
      {choices.map(({ id, text }) => (
        <MenuItem key={id} id={`${title}/${id}`} textValue={text} className={ui.menuItem ?? ''}>
          {text}
          <span className={ui.tick} aria-hidden>
            ✓
          </span>
        </MenuItem>
      ))}
    </MenuSection>
  );
}

/** A word at the player's edge that goes by itself. */
function Toast({ children, onEnd }: { children: ReactNode; onEnd: () => void }) {
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    const timer = setTimeout(() => {
      end.current();
    }, NOTICE_SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <div className={css.toast} role="status">
      {children}
    </div>
  );
}

function ReturnNotice({
  notice,
  focus,
  video,
}: {
  notice: FocusNotice;
  focus: FocusMode;
  video: RefObject<HTMLVideoElement | null>;
}) {
  if (notice.kind === 'leftFullscreen') {
    return (
      <div className={css.toast} role="status">
        <span>{texts.focus.away.FULLSCREEN_LEFT}</span>
        <Button
          small
          onPress={() => {
            focus.settle('fullscreen');
          }}
        >
          {texts.focus.fullscreen}
        </Button>
        <Button
          small
          onPress={() => {
            focus.settle('window');
          }}
        >
          {texts.focus.stay}
        </Button>
        <Button small onPress={focus.leave}>
          {texts.player.leaveFocus}
        </Button>
      </div>
    );
  }
  const goTo = (seconds: number) => {
    if (video.current !== null) {
      video.current.currentTime = Math.max(0, seconds);
    }
    focus.dismissNotice();
  };
  return (
    <Toast onEnd={focus.dismissNotice}>
      <span>
        {texts.focus.away[notice.cause]} {texts.focus.youWereHere(clock(notice.atSeconds), amountOfTime(notice.awayMs))}
      </span>
      <Button
        small
        onPress={() => {
          goTo(notice.atSeconds);
        }}
      >
        {texts.focus.backThere}
      </Button>
      <Button
        small
        onPress={() => {
          goTo((video.current?.currentTime ?? 0) - 10);
        }}
      >
        {texts.focus.backTen}
      </Button>
      <Button small onPress={focus.dismissNotice}>
        {texts.focus.goOn}
      </Button>
    </Toast>
  );
}

const CAUSES: readonly FocusCause[] = ['TAB_HIDDEN', 'WINDOW_BLURRED', 'FULLSCREEN_LEFT', 'PAUSED_AWAY'];

function SummaryDialog({ summary, onClose }: { summary: FocusSummary; onClose: () => void }) {
  const interruptions = CAUSES.reduce((sum, cause) => sum + summary.byCause[cause], 0);
  return (
    <ModalDialog
      title={texts.focus.summaryTitle}
      isOpen
      onClose={onClose}
      footer={
        <Button look="primary" autoFocus onPress={onClose}>
          {texts.common.done}
        </Button>
      }
    >
      <p>{texts.focus.summaryLead}</p>
      <dl className={css.summary}>
        <div>
          <dt>{texts.focus.focused}</dt>
          <dd>{amountOfTime(summary.focusedMs)}</dd>
        </div>
        <div>
          <dt>{texts.focus.longest}</dt>
          <dd>{amountOfTime(summary.longestMs)}</dd>
        </div>
        <div>
          <dt>{texts.focus.interruptions}</dt>
          <dd>{interruptions}</dd>
        </div>
      </dl>
      {interruptions === 0 ? (
        <p>{texts.focus.noInterruptions}</p>
      ) : (
        <ul className={css.causes}>
          {CAUSES.filter((cause) => summary.byCause[cause] > 0).map((cause) => (
            <li key={cause}>
              {texts.focus.causes[cause]}: {summary.byCause[cause]}
            </li>
          ))}
        </ul>
      )}
      <p className={ui.hint}>{texts.focus.counted}</p>
    </ModalDialog>
  );
}

function HelpDialog({
  isOpen,
  shortcuts,
  onShortcuts,
  onClose,
}: {
  isOpen: boolean;
  shortcuts: boolean;
  onShortcuts: (on: boolean) => void;
  onClose: () => void;
}) {
  return (
    <ModalDialog
      title={texts.player.shortcuts}
      isOpen={isOpen}
      onClose={onClose}
      footer={<Button onPress={onClose}>{texts.common.close}</Button>}
    >
      <Check
        label={texts.player.shortcutsOn}
        hint={texts.player.shortcutsOnHint}
        checked={shortcuts}
        onChange={onShortcuts}
      />
      <table className={css.keys}>
        <tbody>
          {texts.player.shortcutRows.map(([keys, what]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ModalDialog>
  );
}

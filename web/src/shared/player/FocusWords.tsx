import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { Button } from '../ui/button';
import { ModalDialog } from '../ui/dialog';
import { amountOfTime, clock } from '../ui/format';
import { texts } from '../ui/texts';
import ui from '../ui/ui.module.css';
import type { FocusCause } from './events';
import type { FocusSummary } from './focus';
import css from './player.module.css';
import type { FocusMode, FocusNotice } from './useFocusMode';

const NOTICE_SHOWN_MS = 10_000;

/** A word at the player's edge that goes by itself. */
export function Toast({ children, onEnd }: { children: ReactNode; onEnd: () => void }) {
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

export function ReturnNotice({
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

export function SummaryDialog({ summary, onClose }: { summary: FocusSummary; onClose: () => void }) {
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

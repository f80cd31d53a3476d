import { Link, useParams } from 'react-router';
import type { FocusInsights } from '../../shared/api/types';
import { amountOfTime, decimal, percent } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import { BarOf, Bars } from './Bars';
import { FocusAlongPanel } from './FocusAlong';
import { type Figure, Figures, Loaded, Nothing, NoFigure, Panel, Share } from './Figures';
import { PeriodFilter, usePeriod } from './PeriodFilter';
import { useCompared, useLive } from './queries';
import { Table } from './Table';
import css from './insights.module.css';

const TEN_MINUTES_MS = 600_000;

const perTenMinutes = (value: number) => decimal(value, 1);

const figures: Figure<FocusInsights>[] = [
  { figure: 'sessions', of: ({ sessions }) => sessions, text: decimal },
  { figure: 'focusedTime', of: ({ focusedMs }) => focusedMs, text: amountOfTime },
  { figure: 'focusRatio', of: ({ focusRatio }) => focusRatio, text: percent, isShare: true },
  { figure: 'interruptions', of: ({ interruptions }) => interruptions, text: decimal },
  {
    figure: 'interruptionRate',
    of: ({ interruptionsPerTenMinutes }) => interruptionsPerTenMinutes,
    text: perTenMinutes,
  },
  { figure: 'longest', of: ({ longestMs }) => longestMs, text: amountOfTime },
];

/** How people stay with it in focus mode: of all videos, or of the one in the address. */
export function FocusPage() {
  const { id } = useParams();
  const { isChosen } = usePeriod();
  const { now, before } = useCompared('/analytics/focus', (period) => ({
    query: { ...period, ...(id === undefined ? {} : { videoId: id }) },
  }));
  return (
    <>
      <PeriodFilter isCompared />
      <Loaded query={now}>
        {(focus) =>
          focus.sessions === 0 ? (
            <Nothing isChosen={isChosen} title={texts.insights.noFocusTitle} text={texts.insights.noFocus} />
          ) : (
            <>
              <Figures found={focus} before={before} figures={figures} />
              {id === undefined ? (
                <>
                  <CausesPanel focus={focus} />
                  <PerVideoPanel videos={focus.perVideo} />
                </>
              ) : (
                <>
                  {focus.alongVideo.length > 0 && <FocusAlongPanel videoId={id} points={focus.alongVideo} />}
                  <div className={css.pair}>
                    <CausesPanel focus={focus} />
                    <AgainstVideoPanel id={id} focus={focus} />
                  </div>
                </>
              )}
            </>
          )
        }
      </Loaded>
    </>
  );
}

function CausesPanel({ focus: { interruptions, sessionMs, byCause } }: { focus: FocusInsights }) {
  const { causes } = texts.focus;
  const byName = [
    { name: causes.TAB_HIDDEN, amount: byCause.tabHidden },
    { name: causes.WINDOW_BLURRED, amount: byCause.windowBlurred },
    { name: causes.FULLSCREEN_LEFT, amount: byCause.fullscreenLeft },
    { name: causes.PAUSED_AWAY, amount: byCause.pausedAway },
  ];
  return (
    <Panel
      id="causes"
      title={texts.insights.causes}
      figure="interruptions"
      lead={interruptions === 0 ? texts.insights.noInterruptions : texts.insights.causesLead}
    >
      {interruptions > 0 && (
        <Bars
          bars={byName.map(({ name, amount }) => ({
            key: name,
            name,
            amount,
            text: texts.insights.perTenMinutes(perTenMinutes((amount / sessionMs) * TEN_MINUTES_MS), decimal(amount)),
          }))}
        />
      )}
    </Panel>
  );
}

/** How long people stay in focus, beside how long the film is. */
function AgainstVideoPanel({ id, focus }: { id: string; focus: FocusInsights }) {
  const { query } = usePeriod();
  const { data: video } = useLive('/analytics/videos/{id}', { path: { id }, query });
  const { insights } = texts;
  const bar = (name: string, amount: number) => ({ key: name, name, amount, text: amountOfTime(amount) });
  return (
    <Panel id="against" title={insights.againstVideo} figure="againstVideo" lead={insights.againstVideoLead}>
      <Bars
        title={insights.oneSession}
        bars={[
          ...(video?.durationSeconds ? [bar(insights.videoLength, video.durationSeconds * 1_000)] : []),
          bar(insights.meanSession, focus.sessionMs / focus.sessions),
          bar(insights.meanFocused, focus.focusedMs / focus.sessions),
          bar(insights.longest, focus.longestMs),
        ]}
      />
      {video && (
        <Bars
          title={insights.together}
          bars={[
            bar(insights.watchTime, video.playedMs),
            bar(insights.sessionTime, focus.sessionMs),
            bar(insights.focusedTime, focus.focusedMs),
          ]}
        />
      )}
    </Panel>
  );
}

function PerVideoPanel({ videos }: { videos: FocusInsights['perVideo'] }) {
  const { search } = usePeriod();
  const { insights } = texts;
  const most = Math.max(...videos.map(({ focusedMs }) => focusedMs));
  return (
    <Panel id="per-video" title={insights.focusPerVideo} figure="focusPerVideo">
      <Table
        name={insights.focusPerVideo}
        rows={videos}
        keyOf={({ videoId }) => videoId}
        columns={[
          {
            name: insights.video,
            cell: ({ videoId, title, focusedMs }) => (
              <>
                <Link to={{ pathname: `/insights/videos/${videoId}/focus`, search }}>{title ?? insights.untitled}</Link>
                <BarOf amount={focusedMs} most={most} />
              </>
            ),
          },
          { name: insights.sessions, cell: ({ sessions }) => decimal(sessions) },
          { name: insights.focusedTime, cell: ({ focusedMs }) => amountOfTime(focusedMs) },
          { name: insights.focusRatio, cell: ({ focusRatio }) => <Share ratio={focusRatio} /> },
          {
            name: insights.interruptionRate,
            cell: ({ interruptionsPerTenMinutes: rate }) => (rate === undefined ? <NoFigure /> : perTenMinutes(rate)),
          },
          { name: insights.longest, cell: ({ longestMs }) => amountOfTime(longestMs) },
        ]}
      />
    </Panel>
  );
}

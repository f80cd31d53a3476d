import { ChartNoAxesCombined } from 'lucide-react';
import { Link } from 'react-router';
import type { Overview } from '../../shared/api/types';
import { amountOfTime, decimal } from '../../shared/ui/format';
import { EmptyState, PageHeader, ProblemNotice } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { DaysPanel } from './DaysChart';
import { Counted, Figures, FiguresLoading, NoFigure, Panel, share } from './Figures';
import { AudiencePanel, FocusPanel } from './panels';
import { PeriodFilter, usePeriod } from './PeriodFilter';
import { useLive } from './useLive';
import css from './insights.module.css';

export function InsightsPage() {
  const period = usePeriod('30');
  const overview = useLive('/analytics/overview', { query: period.query });
  return (
    <>
      <title>{`${texts.insights.title} · ${texts.common.product}`}</title>
      <PageHeader
        title={texts.insights.title}
        lead={texts.insights.lead}
        actions={overview.data && <Live viewers={overview.data.liveViewers} />}
      />
      <PeriodFilter usual="30" offered={['7', '30', '90', 'own']} />
      {overview.isError && (
        <div className={css.problem}>
          <ProblemNotice thrown={overview.error} onRetry={() => void overview.refetch()} />
        </div>
      )}
      {overview.data !== undefined ? (
        overview.data.views === 0 ? (
          <NothingWatched isNarrowed={period.choice !== '30'} />
        ) : (
          <Everything overview={overview.data} period={period.query} />
        )
      ) : (
        overview.isPending && <FiguresLoading />
      )}
    </>
  );
}

export function NothingWatched({ isNarrowed }: { isNarrowed: boolean }) {
  return (
    <EmptyState
      icon={ChartNoAxesCombined}
      title={isNarrowed ? texts.insights.emptyPeriodTitle : texts.insights.emptyTitle}
    >
      <p>{isNarrowed ? texts.insights.emptyPeriod : texts.insights.empty}</p>
    </EmptyState>
  );
}

function Live({ viewers }: { viewers: number }) {
  return (
    <div className={css.live} data-on={viewers > 0 || undefined}>
      <span className={css.dot} aria-hidden />
      <span>{texts.insights.live1(viewers)}</span>
      <Counted figure="live" name={texts.insights.live} />
    </div>
  );
}

function Everything({ overview, period }: { overview: Overview; period: { from?: string; to?: string } }) {
  const focus = useLive('/analytics/focus', { query: period });
  const audience = useLive('/analytics/audience', { query: period });
  return (
    <div className={css.page}>
      <Figures
        figures={[
          { figure: 'watchTime', name: texts.insights.watchTime, value: amountOfTime(overview.playedMs) },
          { figure: 'uniqueTime', name: texts.insights.uniqueTime, value: amountOfTime(overview.uniqueMs) },
          { figure: 'views', name: texts.insights.views, value: decimal(overview.views) },
          { figure: 'viewers', name: texts.insights.viewers, value: decimal(overview.viewers) },
          { figure: 'completion', name: texts.insights.completion, value: share(overview.completionRate) },
          { figure: 'focusedTime', name: texts.insights.focusedTime, value: amountOfTime(overview.focusedMs) },
        ]}
      />
      <DaysPanel perDay={overview.perDay} />
      <Panel id="top" title={texts.insights.topVideos} figure="topVideos">
        <TopVideos videos={overview.topVideos} />
      </Panel>
      <div className={css.pair}>
        {focus.data && <FocusPanel focus={focus.data} />}
        {audience.data && <AudiencePanel audience={audience.data} />}
      </div>
    </div>
  );
}

function TopVideos({ videos }: { videos: Overview['topVideos'] }) {
  const most = Math.max(1, ...videos.map(({ playedMs }) => playedMs));
  return (
    <div className={css.wide}>
      <table className={`${ui.table ?? ''} ${ui.stacks ?? ''}`}>
        <thead>
          <tr>
            <th scope="col">{texts.insights.video}</th>
            <th scope="col" className={ui.number}>
              {texts.insights.views}
            </th>
            <th scope="col" className={ui.number}>
              {texts.insights.completion}
            </th>
            <th scope="col" className={ui.number}>
              {texts.insights.watchTime}
            </th>
          </tr>
        </thead>
        <tbody>
          {videos.map(({ videoId, title, views, playedMs, completionRate }) => (
            <tr key={videoId}>
              <td className={css.titleCell}>
                <Link to={`/insights/videos/${videoId}`}>{title ?? texts.insights.untitled}</Link>
                <span className={css.bar} aria-hidden>
                  <span style={{ width: `${(playedMs / most) * 100}%` }} />
                </span>
              </td>
              <td data-label={texts.insights.views} className={ui.number}>
                {decimal(views)}
              </td>
              <td data-label={texts.insights.completion} className={ui.number}>
                {share(completionRate) ?? <NoFigure />}
              </td>
              <td data-label={texts.insights.watchTime} className={ui.number}>
                {amountOfTime(playedMs)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

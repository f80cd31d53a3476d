import { ArrowLeft, ChartNoAxesCombined, Play } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { problemOf } from '../../shared/api/problem';
import type { VideoInsights } from '../../shared/api/types';
import { ButtonLink } from '../../shared/ui/button';
import { amountOfTime, clock, decimal } from '../../shared/ui/format';
import { EmptyState, PageHeader, ProblemNotice } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import { Figures, FiguresLoading, share } from './Figures';
import { NothingWatched } from './InsightsPage';
import { AudiencePanel, FocusPanel } from './panels';
import type { PeriodQuery } from './period';
import { PeriodFilter, usePeriod } from './PeriodFilter';
import { RetentionPanel } from './RetentionChart';
import { useLive } from './useLive';
import { ViewersPanel } from './ViewersPanel';
import css from './insights.module.css';

export function VideoInsightsPage() {
  const { id = '' } = useParams();
  return <OfVideo key={id} id={id} />;
}

function OfVideo({ id }: { id: string }) {
  const period = usePeriod('all');
  const insights = useLive('/analytics/videos/{id}', { path: { id }, query: period.query });
  const { data } = insights;
  const title = data === undefined ? texts.insights.title : (data.title ?? texts.insights.untitled);
  const code = insights.isError ? problemOf(insights.error).code : undefined;
  if (data === undefined && (code === 'video-not-found' || code === 'invalid-request')) {
    return <NoSuchVideo />;
  }
  return (
    <>
      <title>{`${title} · ${texts.insights.title} · ${texts.common.product}`}</title>
      <Link className={css.back} to="/insights">
        <ArrowLeft aria-hidden />
        {texts.insights.back}
      </Link>
      <PageHeader
        title={title}
        lead={data?.durationSeconds ? clock(data.durationSeconds) : undefined}
        actions={
          data?.title && (
            <ButtonLink href={`/watch/${id}`}>
              <Play aria-hidden />
              {texts.insights.watchIt}
            </ButtonLink>
          )
        }
      />
      <PeriodFilter usual="all" offered={['all', '7', '30', '90', 'own']} />
      {insights.isError && (
        <div className={css.problem}>
          <ProblemNotice thrown={insights.error} onRetry={() => void insights.refetch()} />
        </div>
      )}
      {data !== undefined ? (
        data.views === 0 ? (
          <NothingWatched isNarrowed={period.isNarrowed} />
        ) : (
          <Everything insights={data} period={period.query} />
        )
      ) : (
        insights.isPending && <FiguresLoading />
      )}
    </>
  );
}

function NoSuchVideo() {
  return (
    <EmptyState
      icon={ChartNoAxesCombined}
      title={texts.insights.notFoundTitle}
      actions={
        <ButtonLink look="primary" href="/insights">
          {texts.insights.back}
        </ButtonLink>
      }
    >
      <p>{texts.insights.notFound}</p>
    </EmptyState>
  );
}

function Everything({ insights, period }: { insights: VideoInsights; period: PeriodQuery }) {
  const { videoId, startupMsMedian } = insights;
  const focus = useLive('/analytics/focus', { query: { videoId, ...period } });
  const audience = useLive('/analytics/audience', { query: { videoId, ...period } });
  return (
    <div className={css.page}>
      <Figures
        figures={[
          { figure: 'watchTime', name: texts.insights.watchTime, value: amountOfTime(insights.playedMs) },
          { figure: 'uniqueTime', name: texts.insights.uniqueTime, value: amountOfTime(insights.uniqueMs) },
          { figure: 'views', name: texts.insights.views, value: decimal(insights.views) },
          { figure: 'viewers', name: texts.insights.viewers, value: decimal(insights.viewers) },
          { figure: 'completion', name: texts.insights.completion, value: share(insights.completionRate) },
          {
            figure: 'startup',
            name: texts.insights.startup,
            value: typeof startupMsMedian === 'number' ? `${decimal(startupMsMedian / 1000, 2)} s` : undefined,
          },
          { figure: 'rebuffer', name: texts.insights.rebuffer, value: share(insights.rebufferRatio, 1) },
        ]}
      />
      <RetentionPanel insights={insights} />
      <div className={css.pair}>
        {focus.data && <FocusPanel focus={focus.data} />}
        {audience.data && <AudiencePanel audience={audience.data} />}
      </div>
      <ViewersPanel videoId={videoId} period={period} />
    </div>
  );
}

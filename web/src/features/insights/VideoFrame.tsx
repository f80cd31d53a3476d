import { ChartNoAxesCombined, Play } from 'lucide-react';
import { Outlet, useParams } from 'react-router';
import { problemOf } from '../../shared/api/problem';
import { BackLink } from '../../shared/ui/back';
import { ButtonLink } from '../../shared/ui/button';
import { clock } from '../../shared/ui/format';
import { EmptyState, PageHeader } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import { Live } from './Live';
import { usePeriod } from './PeriodFilter';
import { useLive, useWatching } from './queries';
import { Sections } from './Sections';

/** The insights of one video: its title, and the way between its pages. */
export function VideoFrame() {
  const { id = '' } = useParams();
  return <OfVideo key={id} id={id} />;
}

function OfVideo({ id }: { id: string }) {
  const { query, search } = usePeriod();
  const watching = useWatching(id);
  const { data, error } = useLive('/analytics/videos/{id}', { path: { id }, query });
  const code = error === null ? undefined : problemOf(error).code;
  if (data === undefined && (code === 'video-not-found' || code === 'invalid-request')) {
    return <NoSuchVideo />;
  }
  const title = data === undefined ? texts.insights.title : (data.title ?? texts.insights.untitled);
  return (
    <>
      <BackLink to={{ pathname: '/insights', search }}>{texts.insights.back}</BackLink>
      <PageHeader
        title={title}
        lead={data?.durationSeconds ? clock(data.durationSeconds) : undefined}
        actions={
          <>
            {watching && <Live viewers={watching.viewers} />}
            {data?.title && (
              <ButtonLink href={`/watch/${id}`}>
                <Play aria-hidden />
                {texts.insights.watchIt}
              </ButtonLink>
            )}
          </>
        }
      />
      <Sections
        label={title}
        base={`/insights/videos/${id}`}
        sections={['overview', 'viewers', 'focus', 'audience', 'quality']}
      />
      <Outlet />
    </>
  );
}

function NoSuchVideo() {
  return (
    <EmptyState
      icon={ChartNoAxesCombined}
      title={texts.insights.notFoundTitle}
      isPage
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

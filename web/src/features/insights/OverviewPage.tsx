import { Link, useOutletContext } from 'react-router';
import type { Overview, Watching } from '../../shared/api/types';
import { amountOfTime, decimal } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import { Bars, BarOf } from './Bars';
import { DaysPanel } from './DaysChart';
import { type Figure, Figures, Loaded, Nothing, Panel, Share } from './Figures';
import { PeriodFilter, usePeriod } from './PeriodFilter';
import { useCompared } from './queries';
import { Table } from './Table';
import { watched } from './watched';
import css from './insights.module.css';

export function OverviewPage() {
  const { isChosen } = usePeriod();
  const { now, before } = useCompared('/analytics/overview', (period) => ({ query: period }));
  return (
    <>
      <PeriodFilter isCompared />
      <Loaded query={now}>
        {(overview) =>
          overview.views === 0 ? (
            <Nothing isChosen={isChosen} title={texts.insights.emptyTitle} text={texts.insights.empty} />
          ) : (
            <Everything overview={overview} before={before} />
          )
        }
      </Loaded>
    </>
  );
}

const figures: Figure<Overview>[] = [
  ...watched,
  { figure: 'focusedTime', of: ({ focusedMs }) => focusedMs, text: amountOfTime },
];

function Everything({ overview, before }: { overview: Overview; before: Overview | undefined }) {
  return (
    <>
      <Figures found={overview} before={before} figures={figures} />
      <DaysPanel perDay={overview.perDay} />
      <div className={css.wideAndNarrow}>
        <Panel id="top" title={texts.insights.topVideos} figure="topVideos">
          <TopVideos videos={overview.topVideos} />
        </Panel>
        <WatchingPanel />
      </div>
    </>
  );
}

function TopVideos({ videos }: { videos: Overview['topVideos'] }) {
  const { search } = usePeriod();
  const most = Math.max(...videos.map(({ playedMs }) => playedMs));
  return (
    <Table
      name={texts.insights.topVideos}
      rows={videos}
      keyOf={({ videoId }) => videoId}
      columns={[
        {
          name: texts.insights.video,
          cell: ({ videoId, title, playedMs }) => (
            <>
              <Link to={{ pathname: `/insights/videos/${videoId}`, search }}>{title ?? texts.insights.untitled}</Link>
              <BarOf amount={playedMs} most={most} />
            </>
          ),
        },
        { name: texts.insights.views, cell: ({ views }) => decimal(views) },
        { name: texts.insights.completion, cell: ({ completionRate }) => <Share ratio={completionRate} /> },
        { name: texts.insights.watchTime, cell: ({ playedMs }) => amountOfTime(playedMs) },
      ]}
    />
  );
}

/** What is being watched at this moment. */
function WatchingPanel() {
  const watching = useOutletContext<Watching | undefined>();
  const videos = watching?.videos ?? [];
  return (
    <Panel
      id="watching"
      title={texts.insights.live}
      figure="live"
      {...(videos.length === 0 ? { lead: texts.insights.nobodyNow } : {})}
    >
      {videos.length > 0 && (
        <Bars
          bars={videos.map(({ videoId, title, viewers }) => ({
            key: videoId,
            name: title ?? texts.insights.untitled,
            href: `/insights/videos/${videoId}`,
            amount: viewers,
            text: texts.insights.people(viewers),
          }))}
        />
      )}
    </Panel>
  );
}

import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { api } from '../../shared/api/client';
import { usePages } from '../../shared/api/queries';
import type { ViewerRow } from '../../shared/api/types';
import { Ago } from '../../shared/ui/ago';
import { Button } from '../../shared/ui/button';
import { amountOfTime, decimal } from '../../shared/ui/format';
import { ProblemNotice, Skeleton } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { NoFigure, Panel, share } from './Figures';
import type { PeriodQuery } from './period';
import { LOOKED_AGAIN_EVERY_MS } from './useLive';
import css from './insights.module.css';

export function ViewersPanel({ videoId, period }: { videoId: string; period: PeriodQuery }) {
  const viewers = usePages(
    '/analytics/viewers',
    { videoId, ...period, limit: 50 },
    { refetchInterval: LOOKED_AGAIN_EVERY_MS },
  );
  const downloading = useMutation({ mutationFn: () => download(videoId, period) });
  return (
    <Panel
      id="viewers"
      title={texts.insights.whoWatched}
      figure="whoWatched"
      actions={
        <Button
          small
          isDisabled={downloading.isPending || viewers.items.length === 0}
          onPress={() => {
            downloading.mutate();
          }}
        >
          <Download aria-hidden />
          {texts.insights.download}
        </Button>
      }
    >
      {downloading.isError && <ProblemNotice thrown={downloading.error} />}
      {viewers.isPending ? (
        <Skeleton height="2.75rem" count={4} />
      ) : viewers.isError && viewers.items.length === 0 ? (
        <ProblemNotice thrown={viewers.error} onRetry={() => void viewers.refetch()} />
      ) : (
        <ViewersTable viewers={viewers.items} />
      )}
      {viewers.hasNextPage && (
        <div className={ui.more}>
          <Button isDisabled={viewers.isFetchingNextPage} onPress={() => void viewers.fetchNextPage()}>
            {texts.common.more}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function ViewersTable({ viewers }: { viewers: ViewerRow[] }) {
  const categories: Record<string, string> = texts.category;
  return (
    <div className={css.wide}>
      <table className={`${ui.table ?? ''} ${ui.stacks ?? ''}`}>
        <thead>
          <tr>
            <th scope="col">{texts.insights.viewer}</th>
            <th scope="col">{texts.common.category}</th>
            <th scope="col" className={ui.number}>
              {texts.insights.views}
            </th>
            <th scope="col" className={ui.number}>
              {texts.insights.watchTime}
            </th>
            <th scope="col" className={ui.number}>
              {texts.insights.uniqueTime}
            </th>
            <th scope="col" className={ui.number}>
              {texts.insights.completion}
            </th>
            <th scope="col" className={ui.number}>
              {texts.insights.lastWatched}
            </th>
          </tr>
        </thead>
        <tbody>
          {viewers.map((one) => (
            <tr key={one.viewerId}>
              <td>{one.displayName ?? texts.insights.deletedAccount}</td>
              <td data-label={texts.common.category}>{one.category ? categories[one.category] : <NoFigure />}</td>
              <td data-label={texts.insights.views} className={ui.number}>
                {decimal(one.views)}
              </td>
              <td data-label={texts.insights.watchTime} className={ui.number}>
                {amountOfTime(one.playedMs)}
              </td>
              <td data-label={texts.insights.uniqueTime} className={ui.number}>
                {amountOfTime(one.uniqueMs)}
              </td>
              <td data-label={texts.insights.completion} className={ui.number}>
                {share(one.completion) ?? <NoFigure />}
              </td>
              <td data-label={texts.insights.lastWatched} className={ui.number}>
                <Ago iso={one.lastWatchedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A link could not carry who asks, so the file is fetched and then handed to the browser. */
async function download(videoId: string, period: PeriodQuery): Promise<void> {
  const response = await api.getResponse('/analytics/viewers', {
    query: { videoId, ...period },
    headers: { Accept: 'text/csv' },
  });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `viewers-${videoId}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

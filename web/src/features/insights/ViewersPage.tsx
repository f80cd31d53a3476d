import { useMutation } from '@tanstack/react-query';
import { Download, FileJson } from 'lucide-react';
import { useParams } from 'react-router';
import { api } from '../../shared/api/client';
import { usePages } from '../../shared/api/queries';
import type { ViewerRow } from '../../shared/api/types';
import { Ago } from '../../shared/ui/ago';
import { Button, IconButton } from '../../shared/ui/button';
import { amountOfTime, decimal } from '../../shared/ui/format';
import { ProblemNotice, Skeleton } from '../../shared/ui/notice';
import { Paged } from '../../shared/ui/paged';
import { texts } from '../../shared/ui/texts';
import { NoFigure, Nothing, Panel, Share } from './Figures';
import { PeriodFilter, usePeriod } from './PeriodFilter';
import { LOOKED_AGAIN_EVERY_MS } from './queries';
import { save } from './save';
import { Table } from './Table';

/** Who has watched a video, and how much of it: the list that is handed to whoever asks whether all have seen it. */
export function ViewersPage() {
  const { id = '' } = useParams();
  const { query: period, isChosen } = usePeriod();
  const query = { videoId: id, ...period };
  const viewers = usePages('/analytics/viewers', { ...query, limit: 50 }, { refetchInterval: LOOKED_AGAIN_EVERY_MS });
  const saving = useMutation({
    mutationFn: async () => {
      const headers = { Accept: 'text/csv' };
      await save(await api.getResponse('/analytics/viewers', { query, headers }), `viewers-${id}.csv`);
    },
  });
  return (
    <>
      <PeriodFilter />
      <Paged
        of={viewers}
        loading={<Skeleton height="2.75rem" count={6} />}
        empty={<Nothing isChosen={isChosen} title={texts.insights.emptyTitle} text={texts.insights.empty} />}
      >
        {(items) => (
          <Panel
            id="viewers"
            title={texts.insights.whoWatched}
            figure="whoWatched"
            actions={
              <Button
                small
                isDisabled={saving.isPending}
                onPress={() => {
                  saving.mutate();
                }}
              >
                <Download aria-hidden />
                {texts.insights.download}
              </Button>
            }
          >
            {saving.isError && <ProblemNotice thrown={saving.error} />}
            <Viewers videoId={id} viewers={items} />
          </Panel>
        )}
      </Paged>
    </>
  );
}

function Viewers({ videoId, viewers }: { videoId: string; viewers: ViewerRow[] }) {
  const saving = useMutation({
    mutationFn: async (viewId: string) => {
      const answer = await api.getResponse('/analytics/videos/{id}/views/{viewId}/xapi', {
        path: { id: videoId, viewId },
      });
      await save(answer, `xapi-${viewId}.json`);
    },
  });
  const nameOf = ({ displayName }: ViewerRow) => displayName ?? texts.insights.deletedAccount;
  return (
    <>
      {saving.isError && <ProblemNotice thrown={saving.error} />}
      <Table
        name={texts.insights.whoWatched}
        rows={viewers}
        keyOf={({ viewerId }) => viewerId}
        columns={[
          { name: texts.insights.viewer, cell: nameOf },
          {
            name: texts.common.category,
            cell: ({ category }) => (category ? texts.category[category] : <NoFigure />),
            isText: true,
          },
          { name: texts.insights.views, cell: ({ views }) => decimal(views) },
          { name: texts.insights.watchTime, cell: ({ playedMs }) => amountOfTime(playedMs) },
          { name: texts.insights.uniqueTime, cell: ({ uniqueMs }) => amountOfTime(uniqueMs) },
          { name: texts.insights.completion, cell: ({ completion }) => <Share ratio={completion} /> },
          { name: texts.insights.lastWatched, cell: ({ lastWatchedAt }) => <Ago iso={lastWatchedAt} /> },
          {
            name: texts.insights.lastView,
            cell: (one) => (
              <IconButton
                small
                label={texts.insights.downloadView(nameOf(one))}
                isDisabled={saving.isPending}
                onPress={() => {
                  saving.mutate(one.lastViewId);
                }}
              >
                <FileJson aria-hidden />
              </IconButton>
            ),
          },
        ]}
      />
    </>
  );
}

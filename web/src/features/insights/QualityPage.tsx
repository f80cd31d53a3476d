import { useParams } from 'react-router';
import type { Quality } from '../../shared/api/types';
import { decimal, percent } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import { type Figure, Figures, Loaded, Nothing, NoFigure, Panel } from './Figures';
import { PeriodFilter, usePeriod } from './PeriodFilter';
import { useCompared } from './queries';
import { Table } from './Table';

const seconds = (ms: number) => `${decimal(ms / 1_000, 2)} s`;
const finely = (ratio: number) => percent(ratio, 1);
const shareOfViews = (of: (quality: Quality) => number) => (quality: Quality) =>
  quality.views === 0 ? undefined : of(quality) / quality.views;
const started = shareOfViews((quality) => quality.started);
const stalled = shareOfViews((quality) => quality.viewsWithRebuffer);
const failed = shareOfViews((quality) => quality.viewsWithError);

const figures: Figure<Quality>[] = [
  { figure: 'started', of: started, text: finely, isShare: true },
  { figure: 'startup', of: ({ startupMsMedian }) => startupMsMedian, text: seconds },
  { figure: 'startupSlow', of: ({ startupMsP95 }) => startupMsP95, text: seconds },
  { figure: 'rebuffer', of: ({ rebufferRatio }) => rebufferRatio, text: (ratio) => percent(ratio, 2), isShare: true },
  { figure: 'stalledViews', of: stalled, text: finely, isShare: true },
  { figure: 'failedViews', of: failed, text: finely, isShare: true },
];

/** How well playback went: of all videos, or of the one in the address. */
export function QualityPage() {
  const { id } = useParams();
  const { isChosen } = usePeriod();
  const { now, before } = useCompared('/analytics/quality', (period) => ({
    query: { ...period, ...(id === undefined ? {} : { videoId: id }) },
  }));
  const { insights } = texts;
  return (
    <>
      <PeriodFilter isCompared />
      <Loaded query={now}>
        {({ all, byDevice }) =>
          all.views === 0 ? (
            <Nothing isChosen={isChosen} title={insights.emptyTitle} text={insights.empty} />
          ) : (
            <>
              <Figures found={all} before={before?.all} figures={figures} />
              <Panel id="by-device" title={insights.byDevice} figure="byDevice">
                <Table
                  name={insights.byDevice}
                  rows={byDevice}
                  keyOf={({ device }) => device}
                  columns={[
                    { name: insights.oneDevice, cell: ({ device }) => insights.device[device] ?? device },
                    { name: insights.views, cell: (one) => decimal(one.figures.views) },
                    ...figures.map(({ figure, of, text }) => ({
                      name: insights[figure],
                      cell: (one: (typeof byDevice)[number]) => textOf(of(one.figures), text),
                    })),
                    { name: insights.errors, cell: (one) => decimal(one.figures.errors) },
                  ]}
                />
              </Panel>
            </>
          )
        }
      </Loaded>
    </>
  );
}

function textOf(value: number | undefined, text: (value: number) => string) {
  return value === undefined ? <NoFigure /> : text(value);
}

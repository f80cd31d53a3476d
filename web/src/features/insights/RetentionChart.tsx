import { useMemo, useState } from 'react';
import type uPlot from 'uplot';
import type { RetentionPoint, VideoInsights } from '../../shared/api/types';
import { clock, decimal, percent } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import { axisOf, Chart, type Drawing } from './Chart';
import { Panel } from './Figures';
import { FILM_INSET, FILM_SCALE, filmAxis, Position } from './FilmAxis';
import { FilmStrip } from './FilmStrip';
import { AsTable } from './Table';
import css from './insights.module.css';

/** All curves are shares of one: of the viewers who saw it and saw it again, and of one play per view. So they share an axis. */
const drawing: Drawing = (ink) => ({
  cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
  scales: {
    x: FILM_SCALE,
    y: { range: (_, _min, max) => [0, Math.max(1, max) * 1.06] },
  },
  axes: [
    filmAxis(ink),
    axisOf(
      ink,
      {
        size: FILM_INSET,
        incrs: [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50],
        values: (_, splits) => splits.map((one) => percent(one)),
      },
      true,
    ),
  ],
  series: [
    {},
    { stroke: ink.first, fill: ink.firstSoft, width: 2, points: { show: false } },
    { stroke: ink.second, width: 2, dash: [6, 4], points: { show: false } },
    { stroke: ink.second, fill: ink.secondSoft, width: 1, points: { show: false } },
  ],
});

export function RetentionPanel({ insights }: { insights: VideoInsights }) {
  const { videoId, retention, viewers } = insights;
  return (
    <Panel
      id="retention"
      title={texts.insights.retention}
      figure="retention"
      lead={retention.length === 0 ? texts.insights.noRetention : texts.insights.retentionLead}
    >
      {retention.length > 0 && <RetentionChart videoId={videoId} retention={retention} viewers={viewers} />}
    </Panel>
  );
}

function RetentionChart({
  videoId,
  retention,
  viewers,
}: {
  videoId: string;
  retention: RetentionPoint[];
  viewers: number;
}) {
  const [index, setIndex] = useState<number>();
  const shareOf = (people: number) => (viewers === 0 ? 0 : people / viewers);
  const data = useMemo<uPlot.AlignedData>(
    () => [
      retention.map(({ fromSeconds, toSeconds }) => (fromSeconds + toSeconds) / 2),
      retention.map((point) => (viewers === 0 ? 0 : point.viewers / viewers)),
      retention.map((point) => point.audienceWatchRatio),
      retention.map((point) => (viewers === 0 ? 0 : point.rewatchers / viewers)),
    ],
    [retention, viewers],
  );
  const point = index === undefined ? undefined : retention[index];
  const endSeconds = retention.at(-1)?.toSeconds ?? 0;
  const readingOf = (one: RetentionPoint | undefined) =>
    one &&
    texts.insights.retentionAt(
      clock(one.fromSeconds),
      one.viewers,
      percent(shareOf(one.viewers)),
      one.rewatchers,
      decimal(one.audienceWatchRatio, 2),
    );
  const at = (part: number) => {
    const found = retention[Math.round(part * (retention.length - 1))];
    return percent(found === undefined ? 0 : shareOf(found.viewers));
  };
  return (
    <figure className={css.figureChart}>
      <figcaption className={css.legend}>
        <span className={css.keyArea}>{texts.insights.retentionViewers}</span>
        <span className={css.keyDashed}>{texts.insights.retentionPlays}</span>
        <span className={css.keyAgain}>{texts.insights.retentionAgain}</span>
        <span className={css.reading} aria-hidden>
          {point === undefined ? texts.insights.pointAt : readingOf(point)}
        </span>
      </figcaption>
      <FilmStrip videoId={videoId} durationSeconds={endSeconds} atSeconds={point?.fromSeconds} />
      <Chart
        label={texts.insights.retentionSummary(at(0), at(0.5), at(1))}
        data={data}
        drawing={drawing}
        onPoint={setIndex}
        height="tall"
      />
      <Position points={retention} index={index} readingOf={readingOf} onIndex={setIndex} />
      <AsTable
        name={texts.insights.retention}
        rows={retention}
        keyOf={({ fromSeconds }) => fromSeconds}
        columns={[
          {
            name: texts.insights.position,
            cell: ({ fromSeconds, toSeconds }) => `${clock(fromSeconds)} – ${clock(toSeconds)}`,
          },
          { name: texts.insights.retentionViewers, cell: (one) => decimal(one.viewers) },
          { name: texts.insights.share, cell: (one) => percent(shareOf(one.viewers)) },
          { name: texts.insights.retentionAgain, cell: (one) => decimal(one.rewatchers) },
          { name: texts.insights.retentionPlays, cell: (one) => decimal(one.audienceWatchRatio, 2) },
        ]}
      />
    </figure>
  );
}

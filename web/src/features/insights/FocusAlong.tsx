import { useMemo, useState } from 'react';
import uPlot from 'uplot';
import type { FocusPoint } from '../../shared/api/types';
import { clock, decimal, percent } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import { axisOf, Chart, type Drawing } from './Chart';
import { Panel, Share } from './Figures';
import { FILM_INSET, FILM_SCALE, filmAxis, Position } from './FilmAxis';
import { FilmStrip } from './FilmStrip';
import { AsTable } from './Table';
import css from './insights.module.css';

const shareDrawing: Drawing = (ink) => ({
  cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
  scales: { x: FILM_SCALE, y: { range: [0, 1.06] } },
  axes: [
    filmAxis(ink),
    axisOf(
      ink,
      { size: FILM_INSET, incrs: [0.25, 0.5], values: (_, splits) => splits.map((one) => percent(one)) },
      true,
    ),
  ],
  series: [{}, { stroke: ink.first, fill: ink.firstSoft, width: 2, points: { show: false } }],
});

const interruptionsDrawing: Drawing = (ink) => ({
  cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
  scales: { x: FILM_SCALE, y: { range: (_, _min, max) => [0, Math.max(1, max) * 1.06] } },
  axes: [
    filmAxis(ink),
    axisOf(
      ink,
      {
        size: FILM_INSET,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000],
        values: (_, splits) => splits.map((one) => decimal(one)),
      },
      true,
    ),
  ],
  series: [
    {},
    {
      stroke: ink.second,
      fill: ink.second,
      width: 0,
      points: { show: false },
      paths: uPlot.paths.bars?.({ size: [0.72, 36] }),
    },
  ],
});

/** Where on the film people hold focus, and where they lose it. */
export function FocusAlongPanel({ videoId, points }: { videoId: string; points: FocusPoint[] }) {
  const [index, setIndex] = useState<number>();
  const middles = useMemo(() => points.map(({ fromSeconds, toSeconds }) => (fromSeconds + toSeconds) / 2), [points]);
  const shares = useMemo<uPlot.AlignedData>(
    () => [middles, points.map(({ focusedShare }) => focusedShare ?? null)],
    [middles, points],
  );
  const counts = useMemo<uPlot.AlignedData>(
    () => [middles, points.map(({ interruptions }) => interruptions)],
    [middles, points],
  );
  const { insights } = texts;
  const point = index === undefined ? undefined : points[index];
  const shareText = (one: FocusPoint | undefined) =>
    one?.focusedShare === undefined ? undefined : percent(one.focusedShare);
  const readingOf = (one: FocusPoint | undefined) =>
    one && insights.focusAlongAt(clock(one.fromSeconds), shareText(one), one.interruptions);
  const at = (part: number) => shareText(points[Math.round(part * (points.length - 1))]) ?? percent(0);
  const most = points.reduce((best, one) => (one.interruptions > best.interruptions ? one : best));
  const total = points.reduce((sum, one) => sum + one.interruptions, 0);
  return (
    <Panel id="along" title={insights.focusAlong} figure="focusAlong" lead={insights.focusAlongLead}>
      <figure className={css.figureChart}>
        <figcaption className={css.legend}>
          <span className={css.keyArea}>{insights.focusAlongShare}</span>
          <span className={css.keyCount}>{insights.focusAlongInterruptions}</span>
          <span className={css.reading} aria-hidden>
            {readingOf(point) ?? insights.pointAt}
          </span>
        </figcaption>
        <FilmStrip videoId={videoId} durationSeconds={points.at(-1)?.toSeconds ?? 0} atSeconds={point?.fromSeconds} />
        <Chart
          label={insights.focusAlongSummary(at(0), at(0.5), at(1))}
          data={shares}
          drawing={shareDrawing}
          onPoint={setIndex}
        />
        <Chart
          label={insights.interruptionsAlongSummary(total, clock(most.fromSeconds))}
          data={counts}
          drawing={interruptionsDrawing}
          onPoint={setIndex}
          height="low"
        />
        <Position points={points} index={index} readingOf={readingOf} onIndex={setIndex} />
        <AsTable
          name={insights.focusAlong}
          rows={points}
          keyOf={({ fromSeconds }) => fromSeconds}
          columns={[
            {
              name: insights.position,
              cell: ({ fromSeconds, toSeconds }) => `${clock(fromSeconds)} – ${clock(toSeconds)}`,
            },
            { name: insights.focusAlongShare, cell: ({ focusedShare }) => <Share ratio={focusedShare} /> },
            { name: insights.interruptions, cell: ({ interruptions }) => decimal(interruptions) },
          ]}
        />
      </figure>
    </Panel>
  );
}

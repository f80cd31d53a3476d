import { useMemo, useState } from 'react';
import uPlot from 'uplot';
import type { Overview } from '../../shared/api/types';
import { amountOfTime, day, decimal } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { axisOf, Chart, type Drawing, X_AXIS_SIZE } from './Chart';
import { AsTable, Panel } from './Figures';
import css from './insights.module.css';

const DAY_MS = 86_400_000;
const TIME_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800]
  .concat([1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000].map((hours) => hours * 3_600))
  .map((seconds) => seconds * 1_000);

/** Days stand on the axis as numbers since 1970, so that no time zone moves them. */
const drawing: Drawing = (ink) => ({
  cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
  scales: {
    x: { time: false, range: ({ data: [days] }) => [(days[0] ?? 0) - 0.5, (days.at(-1) ?? 0) + 0.5] },
    y: { range: (_, _min, max) => [0, Math.max(1_000, max) * 1.06] },
  },
  axes: [
    axisOf(
      ink,
      {
        size: X_AXIS_SIZE,
        incrs: [1, 2, 7, 14, 28, 91, 182, 364],
        space: 56,
        values: (_, days) => days.map((one) => day(dateOf(one))),
      },
      false,
    ),
    axisOf(ink, { size: 60, incrs: TIME_STEPS_MS, values: (_, splits) => splits.map(amountOfTime) }, true),
  ],
  series: [
    {},
    {
      stroke: ink.first,
      fill: ink.first,
      width: 0,
      points: { show: false },
      paths: uPlot.paths.bars?.({ size: [0.72, 36], radius: 0.18 }),
    },
  ],
});

function dateOf(dayNumber: number): string {
  return new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
}

export function DaysPanel({ perDay }: { perDay: Overview['perDay'] }) {
  const [index, setIndex] = useState<number>();
  const data = useMemo<uPlot.AlignedData>(
    () => [perDay.map(({ date }) => Date.parse(date) / DAY_MS), perDay.map(({ playedMs }) => playedMs)],
    [perDay],
  );
  const most = perDay.reduce((best, one) => (one.playedMs > (best?.playedMs ?? -1) ? one : best), perDay[0]);
  const pointed = index === undefined ? undefined : perDay[index];
  const total = perDay.reduce((sum, one) => sum + one.playedMs, 0);
  if (most === undefined) {
    return null;
  }
  const shown = pointed ?? most;
  return (
    <Panel id="per-day" title={texts.insights.perDay} figure="perDay">
      <figure className={css.figureChart}>
        <figcaption className={css.legend} aria-hidden>
          <span className={css.reading}>
            {texts.insights.dayAt(day(shown.date), amountOfTime(shown.playedMs), shown.views)}
          </span>
        </figcaption>
        <Chart
          label={texts.insights.daysSummary(
            perDay.length,
            amountOfTime(total),
            day(most.date),
            amountOfTime(most.playedMs),
          )}
          data={data}
          drawing={drawing}
          onPoint={setIndex}
        />
        <AsTable name={texts.insights.perDay}>
          <table className={ui.table}>
            <thead>
              <tr>
                <th scope="col">{texts.insights.day}</th>
                <th scope="col" className={ui.number}>
                  {texts.insights.watchTime}
                </th>
                <th scope="col" className={ui.number}>
                  {texts.insights.views}
                </th>
                <th scope="col" className={ui.number}>
                  {texts.insights.viewers}
                </th>
              </tr>
            </thead>
            <tbody>
              {perDay.map((one) => (
                <tr key={one.date}>
                  <td>{day(one.date)}</td>
                  <td className={ui.number}>{amountOfTime(one.playedMs)}</td>
                  <td className={ui.number}>{decimal(one.views)}</td>
                  <td className={ui.number}>{decimal(one.viewers)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </AsTable>
      </figure>
    </Panel>
  );
}

import { useMemo, useState } from 'react';
import type uPlot from 'uplot';
import type { Overview } from '../../shared/api/types';
import { amountOfTime, day, decimal } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import { barsOf, Chart } from './Chart';
import { Panel } from './Figures';
import { AsTable } from './Table';
import css from './insights.module.css';

const DAY_MS = 86_400_000;
const TIME_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800]
  .concat([1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000].map((hours) => hours * 3_600))
  .map((seconds) => seconds * 1_000);

/** Days since 1970. */
const drawing = barsOf(
  [1, 2, 7, 14, 28, 91, 182, 364],
  (one) => day(new Date(one * DAY_MS).toISOString().slice(0, 10)),
  { text: amountOfTime, size: 60, steps: TIME_STEPS_MS, least: 1_000, room: 64 },
);

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
        <AsTable
          name={texts.insights.perDay}
          rows={perDay}
          keyOf={({ date }) => date}
          columns={[
            { name: texts.insights.day, cell: ({ date }) => day(date) },
            { name: texts.insights.watchTime, cell: ({ playedMs }) => amountOfTime(playedMs) },
            { name: texts.insights.views, cell: ({ views }) => decimal(views) },
            { name: texts.insights.viewers, cell: ({ viewers }) => decimal(viewers) },
          ]}
        />
      </figure>
    </Panel>
  );
}

import { useMemo, useState } from 'react';
import type uPlot from 'uplot';
import type { Reconciliation, ReconciledHour } from '../../shared/api/types';
import { decimal, hour as hourText } from '../../shared/ui/format';
import { Notice } from '../../shared/ui/notice';
import { Badge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import { barsOf, Chart } from './Chart';
import { type Figure, Figures, Loaded, Nothing, Panel } from './Figures';
import { OF_THE_LOG, PeriodFilter, usePeriod } from './PeriodFilter';
import { useLive } from './queries';
import { Table } from './Table';
import css from './insights.module.css';

const HOUR_MS = 3_600_000;
/** Each asking counts the log of Kafka and the rows of ClickHouse anew. */
const COUNTED_AGAIN_EVERY_MS = 10_000;

/** Hours since 1970. */
const drawing = barsOf([1, 2, 3, 6, 12, 24, 48], (one) => hourText(new Date(one * HOUR_MS).toISOString()), {
  text: decimal,
  size: 60,
  least: 10,
  room: 110,
  hasWrong: true,
});

const sumOf = (of: (hour: ReconciledHour) => number) => (found: Reconciliation) =>
  found.hours.reduce((sum, hour) => sum + of(hour), 0);
/** An event may be missed by the hour or by its place in the log: the larger count has it. */
const missingIn = (found: Reconciliation) => Math.max(found.missing, sumOf(({ missing }) => missing)(found));

const figures: Figure<Reconciliation>[] = [
  { figure: 'accepted', of: sumOf(({ accepted }) => accepted), text: decimal },
  { figure: 'inClickHouse', of: sumOf(({ inClickHouse }) => inClickHouse), text: decimal },
  { figure: 'deadLettered', of: sumOf(({ deadLettered }) => deadLettered), text: decimal },
  { figure: 'lateEvents', of: sumOf(({ late }) => late), text: decimal },
  { figure: 'lag', of: ({ lag }) => lag, text: decimal },
  { figure: 'missing', of: missingIn, text: decimal },
];

/** Whether what was accepted is what is stored, hour by hour. */
export function ReconciliationPage() {
  const { query, isChosen } = usePeriod(OF_THE_LOG);
  const found = useLive('/analytics/reconciliation', { query }, COUNTED_AGAIN_EVERY_MS);
  return (
    <>
      <PeriodFilter offer={OF_THE_LOG} />
      <Loaded query={found}>{(reconciliation) => <Found found={reconciliation} isChosen={isChosen} />}</Loaded>
    </>
  );
}

function Found({ found, isChosen }: { found: Reconciliation; isChosen: boolean }) {
  const told = found.hours.filter(
    ({ accepted, inKafka, inClickHouse, deadLettered }) => accepted + inKafka + inClickHouse + deadLettered > 0,
  );
  if (told.length === 0 && !found.alert) {
    return <Nothing isChosen={isChosen} title={texts.insights.emptyTitle} text={texts.insights.empty} />;
  }
  return (
    <>
      <Verdict found={found} />
      <Figures found={found} figures={figures} />
      <HoursPanel hours={found.hours} />
      <Panel id="hours" title={texts.insights.hours} figure="perHour" lead={texts.insights.hoursLead}>
        <HoursTable hours={told} />
      </Panel>
    </>
  );
}

function Verdict({ found }: { found: Reconciliation }) {
  const { insights } = texts;
  if (found.alert) {
    return (
      <Notice tone="bad" role="alert" title={insights.missingTitle(missingIn(found))}>
        <p>{insights.missingText}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="good" role="status" title={insights.balancedTitle}>
      <p>{found.lag === 0 ? insights.balancedText : insights.lagText(found.lag)}</p>
    </Notice>
  );
}

function HoursPanel({ hours }: { hours: ReconciledHour[] }) {
  const [index, setIndex] = useState<number>();
  const data = useMemo<uPlot.AlignedData>(
    () => [
      hours.map(({ hour }) => Date.parse(hour) / HOUR_MS),
      hours.map(({ accepted, missing }) => (missing > 0 ? 0 : accepted)),
      hours.map(({ accepted, missing }) => (missing > 0 ? accepted : 0)),
    ],
    [hours],
  );
  const pointed = index === undefined ? undefined : hours[index];
  const most = hours.reduce((best, one) => (one.accepted > (best?.accepted ?? -1) ? one : best), hours[0]);
  if (most === undefined) {
    return null;
  }
  return (
    <Panel id="per-hour" title={texts.insights.perHour} figure="perHour">
      <figure className={css.figureChart}>
        <figcaption className={css.legend}>
          <span className={css.keyBar}>{texts.insights.accepted}</span>
          <span className={css.keyGap}>{texts.insights.hourWithGap}</span>
          <span className={css.reading} aria-hidden>
            {readingOf(pointed ?? most)}
          </span>
        </figcaption>
        <Chart
          label={texts.insights.hoursSummary(hours.length, readingOf(most))}
          data={data}
          drawing={drawing}
          onPoint={setIndex}
        />
      </figure>
    </Panel>
  );
}

function readingOf({ hour, accepted, missing }: ReconciledHour): string {
  return texts.insights.hourAt(hourText(hour), decimal(accepted), decimal(missing));
}

function HoursTable({ hours }: { hours: ReconciledHour[] }) {
  const { insights } = texts;
  return (
    <Table
      name={insights.hours}
      rows={hours.toReversed()}
      keyOf={({ hour }) => hour}
      columns={[
        { name: insights.hour, cell: ({ hour }) => hourText(hour) },
        { name: insights.accepted, cell: ({ accepted }) => decimal(accepted) },
        { name: insights.inKafka, cell: ({ inKafka }) => decimal(inKafka) },
        { name: insights.inClickHouse, cell: ({ inClickHouse }) => decimal(inClickHouse) },
        { name: insights.deadLettered, cell: ({ deadLettered }) => decimal(deadLettered) },
        { name: insights.lateEvents, cell: ({ late }) => decimal(late) },
        { name: insights.missing, cell: ({ missing }) => decimal(missing) },
        { name: texts.common.status, cell: (one) => <State hour={one} /> },
      ]}
    />
  );
}

function State({ hour: { missing, settled } }: { hour: ReconciledHour }) {
  const { gap, balanced, unsettled } = texts.insights;
  return missing > 0 ? (
    <Badge tone="bad">{gap}</Badge>
  ) : settled ? (
    <Badge tone="good">{balanced}</Badge>
  ) : (
    <Badge>{unsettled}</Badge>
  );
}

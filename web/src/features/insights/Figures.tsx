import type { UseQueryResult } from '@tanstack/react-query';
import { ChartNoAxesCombined, MoveDown, MoveUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { HowCounted } from '../../shared/ui/dialog';
import { percent } from '../../shared/ui/format';
import { EmptyState, ProblemNotice } from '../../shared/ui/notice';
import { anchorOf } from '../../shared/ui/Prose';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { changeOf } from './change';
import { definitions, type FigureName } from './counted';
import css from './insights.module.css';

/** How a figure is counted, in a sentence, and where that is defined. */
export function Counted({ figure, name }: { figure: FigureName; name: string }) {
  return (
    <HowCounted figure={name}>
      <p>{texts.insights.counted[figure]}</p>
      <p className={css.defined}>
        <Link to={`/insights/metrics#${anchorOf(definitions[figure])}`}>
          {texts.insights.definedAs(definitions[figure])}
        </Link>
      </p>
    </HowCounted>
  );
}

/** Figures that have their name in the texts; panels and tables have others. */
type Named = {
  [K in FigureName]: K extends keyof typeof texts.insights
    ? (typeof texts.insights)[K] extends string
      ? K
      : never
    : never;
}[FigureName];

/** One figure of what the services found. */
export type Figure<Found> = {
  figure: Named;
  of: (found: Found) => number | undefined;
  text: (value: number) => string;
  /** A share is compared in points: 40 % after 20 % is 20 points more. */
  isShare?: boolean;
};

/** Figures side by side, with those of the period before; one that has nothing to be counted from is a dash. */
export function Figures<Found>({
  found,
  before,
  figures,
}: {
  found: Found;
  before?: Found | undefined;
  figures: Figure<Found>[];
}) {
  return (
    <dl className={css.figures}>
      {figures.map(({ figure, of, text, isShare = false }) => {
        const name = texts.insights[figure];
        const [value, past] = [of(found), before && of(before)];
        return (
          <div key={figure} className={css.figure}>
            <dt>
              {name}
              <Counted figure={figure} name={name} />
            </dt>
            <dd>
              {value === undefined ? <NoFigure /> : <span>{text(value)}</span>}
              {value !== undefined && past !== undefined && (
                <Compared value={value} before={past} text={text} isShare={isShare} />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Compared({
  value,
  before,
  text,
  isShare,
}: {
  value: number;
  before: number;
  text: (value: number) => string;
  isShare: boolean;
}) {
  const { direction, by } = changeOf(value, before, isShare);
  return (
    <small className={css.change}>
      {direction !== 'same' && (direction === 'more' ? <MoveUp aria-hidden /> : <MoveDown aria-hidden />)}
      <span>{by}</span>
      <span className="visually-hidden">{texts.insights.direction[direction]}</span>
      <span>{texts.insights.before(text(before))}</span>
    </small>
  );
}

export function NoFigure() {
  return (
    <>
      <span aria-hidden>–</span>
      <span className="visually-hidden">{texts.insights.noFigure}</span>
    </>
  );
}

/** A share, or a dash where there is nothing to divide by. */
export function Share({ ratio, digits = 0 }: { ratio: number | undefined; digits?: number }) {
  return ratio === undefined ? <NoFigure /> : percent(ratio, digits);
}

/** What was found, what is being looked for, or why not; figures that were found stay while they cannot be read again. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (found: T) => ReactNode }) {
  return (
    <div className={css.page}>
      {query.isError && <ProblemNotice thrown={query.error} onRetry={() => void query.refetch()} />}
      {query.data !== undefined ? children(query.data) : query.isPending && <FiguresLoading />}
    </div>
  );
}

function FiguresLoading() {
  return (
    <div className={css.page} role="status" aria-label={texts.common.loading}>
      <div className={css.figures}>
        {Array.from({ length: 6 }, (_, index) => (
          <div key={index} className={ui.skeleton} style={{ height: '6.5rem' }} />
        ))}
      </div>
      <div className={ui.skeleton} style={{ height: '20rem' }} />
    </div>
  );
}

/** Nothing in the chosen period, or nothing yet. */
export function Nothing({ isChosen, title, text }: { isChosen: boolean; title: string; text: string }) {
  return (
    <EmptyState icon={ChartNoAxesCombined} title={isChosen ? texts.insights.emptyPeriodTitle : title}>
      <p>{isChosen ? texts.insights.emptyPeriod : text}</p>
    </EmptyState>
  );
}

/** A part of a page with its heading, its explanation and what it shows. */
export function Panel({
  id,
  title,
  figure,
  lead,
  actions,
  children,
}: {
  id: string;
  title: string;
  figure?: FigureName;
  lead?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={css.panel} aria-labelledby={id}>
      <header className={css.panelHead}>
        <div className={css.panelTitle}>
          <h2 id={id}>{title}</h2>
          {figure !== undefined && <Counted figure={figure} name={title} />}
        </div>
        {actions}
        {lead !== undefined && <p>{lead}</p>}
      </header>
      {children}
    </section>
  );
}

import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { HowCounted } from '../../shared/ui/dialog';
import { percent } from '../../shared/ui/format';
import { anchorOf } from '../../shared/ui/Prose';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
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

export type Figure = { figure: FigureName; name: string; value: string | undefined };

/** Figures side by side; one that has nothing to be counted from is a dash. */
export function Figures({ figures, small = false }: { figures: Figure[]; small?: boolean }) {
  return (
    <dl className={small ? css.figuresSmall : css.figures}>
      {figures.map(({ figure, name, value }) => (
        <div key={figure} className={css.figure}>
          <dt>
            {name}
            <Counted figure={figure} name={name} />
          </dt>
          <dd>{value ?? <NoFigure />}</dd>
        </div>
      ))}
    </dl>
  );
}

export function FiguresLoading() {
  return (
    <div className={css.page} role="status" aria-label={texts.common.loading}>
      <div className={css.figures}>
        {Array.from({ length: 6 }, (_, index) => (
          <div key={index} className={ui.skeleton} style={{ height: '5.5rem' }} />
        ))}
      </div>
      <div className={ui.skeleton} style={{ height: '20rem' }} />
    </div>
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

export function share(ratio: number | null | undefined, digits = 0): string | undefined {
  return ratio === null || ratio === undefined ? undefined : percent(ratio, digits);
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

/** A chart's figures in rows, for those who cannot see it and those who want the numbers. */
export function AsTable({ name, children }: { name: string; children: ReactNode }) {
  return (
    <details className={css.asTable}>
      <summary>{texts.insights.asTable}</summary>
      <div className={css.tableScroll} tabIndex={0} role="region" aria-label={name}>
        {children}
      </div>
    </details>
  );
}

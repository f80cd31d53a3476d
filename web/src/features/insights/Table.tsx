import type { ReactNode } from 'react';
import { classes } from '../../shared/ui/classes';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import css from './insights.module.css';

export type Column<Row> = { name: string; cell: (row: Row) => ReactNode; isText?: boolean };
type Of<Row> = { columns: Column<Row>[]; rows: readonly Row[]; keyOf: (row: Row) => string | number };

/** Rows on wide screens, cards on narrow ones; the first column says what a row is of. */
export function Table<Row>({ name, ...table }: Of<Row> & { name: string }) {
  return (
    <div className={css.wide} tabIndex={0} role="region" aria-label={texts.insights.tableOf(name)}>
      <Plain {...table} className={ui.stacks} />
    </div>
  );
}

/** A chart's figures in rows, for those who cannot see it and those who want the numbers. */
export function AsTable<Row>({ name, ...table }: Of<Row> & { name: string }) {
  return (
    <details className={css.asTable}>
      <summary>{texts.insights.asTable}</summary>
      <div className={css.tableScroll} tabIndex={0} role="region" aria-label={texts.insights.tableOf(name)}>
        <Plain {...table} />
      </div>
    </details>
  );
}

function Plain<Row>({ columns, rows, keyOf, className }: Of<Row> & { className?: string | undefined }) {
  const [first, ...others] = columns;
  return (
    <table className={classes(ui.table, className)}>
      <thead>
        <tr>
          {columns.map(({ name, isText }, index) => (
            <th key={name} scope="col" className={isText || index === 0 ? undefined : ui.number}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            <td className={css.firstCell}>{first?.cell(row)}</td>
            {others.map(({ name, cell, isText }) => (
              <td key={name} data-label={name} className={isText ? undefined : ui.number}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

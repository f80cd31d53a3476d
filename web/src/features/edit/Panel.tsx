import { type ReactNode, useId } from 'react';
import { classes } from '../../shared/ui/classes';
import ui from '../../shared/ui/ui.module.css';
import css from './edit.module.css';

export function Panel({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes(ui.panel, css.panel)} aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        {lead !== undefined && <p className={ui.hint}>{lead}</p>}
      </div>
      {children}
    </section>
  );
}

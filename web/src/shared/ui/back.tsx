import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, type To } from 'react-router';
import css from './ui.module.css';

/** Above the title of a page that is one of a list: leads to the list. */
export function BackLink({ to, children }: { to: To; children: ReactNode }) {
  return (
    <Link className={css.back} to={to}>
      <ArrowLeft aria-hidden />
      {children}
    </Link>
  );
}

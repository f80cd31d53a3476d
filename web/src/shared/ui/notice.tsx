import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { problemOf } from '../api/problem';
import { Button } from './button';
import { classes } from './classes';
import { problemText, texts } from './texts';
import css from './ui.module.css';

type Tone = 'info' | 'good' | 'warn' | 'bad';

const looks: Record<Tone, { icon: LucideIcon; className: string | undefined }> = {
  info: { icon: Info, className: undefined },
  good: { icon: CircleCheck, className: css.noticeGood },
  warn: { icon: TriangleAlert, className: css.noticeWarn },
  bad: { icon: CircleAlert, className: css.noticeBad },
};

export function Notice({
  tone = 'info',
  title,
  children,
  actions,
  role,
}: {
  tone?: Tone;
  title?: string | undefined;
  children?: ReactNode;
  actions?: ReactNode;
  role?: 'alert' | 'status';
}) {
  const { icon: Icon, className } = looks[tone];
  return (
    <div className={classes(css.notice, className)} role={role}>
      <Icon aria-hidden />
      <div>
        {title !== undefined && <strong>{title}</strong>}
        {children}
        {actions !== undefined && <div className={css.actions}>{actions}</div>}
      </div>
    </div>
  );
}

/** What happened, and what to do about it. */
export function ProblemNotice({ thrown, onRetry }: { thrown: unknown; onRetry?: () => void }) {
  const problem = problemOf(thrown);
  const { title, advice } = problemText(problem);
  return (
    <Notice
      tone="bad"
      role="alert"
      title={title}
      actions={
        onRetry && (
          <Button small onPress={onRetry}>
            {texts.common.tryAgain}
          </Button>
        )
      }
    >
      <p>{advice}</p>
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((error) => (
            <li key={error.field}>
              {error.field}: {error.detail}
            </li>
          ))}
        </ul>
      )}
      {problem.traceId !== undefined && problem.status >= 500 && <small>{texts.common.trace(problem.traceId)}</small>}
    </Notice>
  );
}

export function EmptyState({
  icon: Icon,
  title,
  isPage = false,
  children,
  actions,
}: {
  icon: LucideIcon;
  title: string;
  /** It is all there is on the page, so its title is the page's. */
  isPage?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      <Icon aria-hidden />
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </div>
  );
}

/** Grey shapes where the content will stand, so that nothing jumps. */
export function Skeleton({
  height,
  count = 1,
  label = texts.common.loading,
}: {
  height: string;
  count?: number;
  label?: string;
}) {
  return (
    <div className={css.rows} role="status" aria-label={label}>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={css.skeleton} style={{ height }} />
      ))}
    </div>
  );
}

export function PageHeader({ title, lead, actions }: { title: string; lead?: ReactNode; actions?: ReactNode }) {
  return (
    <header className={css.pageHeader}>
      <div>
        <h1>{title}</h1>
        {lead !== undefined && <p>{lead}</p>}
      </div>
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </header>
  );
}

/** A page of which nothing can be shown. */
export function ProblemPage({ title, thrown, onRetry }: { title: string; thrown: unknown; onRetry: () => void }) {
  return (
    <>
      <title>{`${title} · ${texts.common.product}`}</title>
      <PageHeader title={title} />
      <ProblemNotice thrown={thrown} onRetry={onRetry} />
    </>
  );
}

export function Progress({ label, ratio, text }: { label: string; ratio: number; text?: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, ratio)) * 100);
  return (
    <div
      className={css.progress}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text ?? `${percent} %`}
    >
      <div style={{ width: `${percent}%` }} />
    </div>
  );
}

import { useMutation } from '@tanstack/react-query';
import { ScrollText, ShieldCheck } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { api } from '../../shared/api/client';
import { usePages } from '../../shared/api/queries';
import type { AuditAction, AuditEntry, AuditVerification } from '../../shared/api/types';
import { Ago } from '../../shared/ui/ago';
import { Button } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { optionsOf, Select, TextField } from '../../shared/ui/field';
import { decimal } from '../../shared/ui/format';
import { EmptyState, Notice, PageHeader, ProblemNotice, Skeleton } from '../../shared/ui/notice';
import { Paged } from '../../shared/ui/paged';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import css from './people.module.css';

const actions = optionsOf(
  Object.keys(texts.audit.actions) as AuditAction[],
  texts.audit.actions,
  texts.audit.allActions,
);

type Filters = { actor: string; action: AuditAction | ''; subject: string };

export function AuditPage() {
  const [filters, setFilters] = useState<Filters>({ actor: '', action: '', subject: '' });
  const { actor, action, subject } = useDeferredValue(filters);
  const entries = usePages('/audit', {
    actor: actor.trim(),
    action,
    subject: subject.trim(),
    limit: 100,
  });
  const verification = useMutation({ mutationFn: () => api.get('/audit/verification') });
  const field = (name: 'actor' | 'subject', label: string, placeholder: string) => (
    <TextField
      label={label}
      placeholder={placeholder}
      value={filters[name]}
      onChange={(text) => {
        setFilters({ ...filters, [name]: text });
      }}
    />
  );

  return (
    <>
      <title>{`${texts.audit.title} · ${texts.common.product}`}</title>
      <PageHeader
        title={texts.audit.title}
        lead={texts.audit.lead}
        actions={
          <Button
            isDisabled={verification.isPending}
            onPress={() => {
              verification.mutate();
            }}
          >
            <ShieldCheck aria-hidden />
            {verification.isPending ? texts.audit.verifying : texts.audit.verify}
          </Button>
        }
      />
      <div className={css.verification} aria-live="polite">
        {verification.isError && <ProblemNotice thrown={verification.error} />}
        {verification.data && <Verdict verification={verification.data} />}
      </div>
      <div className={ui.filters} role="search">
        <Select
          label={texts.audit.action}
          options={actions}
          value={filters.action}
          onChange={(next) => {
            setFilters({ ...filters, action: next });
          }}
        />
        {field('actor', texts.audit.actor, texts.audit.actorPlaceholder)}
        {field('subject', texts.audit.subject, texts.audit.subjectPlaceholder)}
      </div>
      <Paged
        of={entries}
        loading={<Skeleton height="2.75rem" count={8} />}
        empty={
          <EmptyState icon={ScrollText} title={texts.audit.emptyTitle}>
            <p>{texts.audit.empty}</p>
          </EmptyState>
        }
      >
        {(items) => <Entries entries={items} />}
      </Paged>
    </>
  );
}

function Verdict({ verification: { entries, valid, brokenAt } }: { verification: AuditVerification }) {
  return valid ? (
    <Notice tone="good">
      <p>{texts.audit.valid(decimal(entries))}</p>
    </Notice>
  ) : (
    <Notice tone="bad" role="alert" title={texts.audit.brokenTitle}>
      <p>{texts.audit.broken(brokenAt ?? 0)}</p>
    </Notice>
  );
}

function Entries({ entries }: { entries: AuditEntry[] }) {
  return (
    <div className={ui.tableWrap}>
      <table className={classes(ui.table, ui.stacks)}>
        <thead>
          <tr>
            <th scope="col">{texts.audit.action}</th>
            <th scope="col">{texts.audit.actor}</th>
            <th scope="col">{texts.audit.subject}</th>
            <th scope="col">{texts.audit.when}</th>
            <th scope="col">{texts.audit.detail}</th>
            <th scope="col">{texts.audit.hash}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.sequence}>
              <td>
                <span className={css.action}>{texts.audit.actions[entry.action] ?? entry.action}</span>
                <span className={css.sequence}>#{entry.sequence}</span>
              </td>
              <td data-label={texts.audit.actor}>{entry.actorName ?? entry.actorId ?? texts.audit.system}</td>
              <td data-label={texts.audit.subject}>
                <span className={css.subject}>
                  {entry.subjectType.toLowerCase()} <code title={entry.subjectId}>{entry.subjectId.slice(-12)}</code>
                </span>
              </td>
              <td data-label={texts.audit.when}>
                <Ago iso={entry.at} />
              </td>
              <td data-label={texts.audit.detail}>
                <Detail detail={entry.detail ?? {}} />
              </td>
              <td data-label={texts.audit.hash}>
                <code className={css.hash} title={entry.hash}>
                  {entry.hash.slice(0, 10)}
                </code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Detail({ detail }: { detail: Record<string, unknown> }) {
  const rows = Object.entries(detail);
  return rows.length === 0 ? (
    <span className={css.nothing}>–</span>
  ) : (
    <ul className={css.detail}>
      {rows.map(([name, value]) => (
        <li key={name}>
          {name}: {typeof value === 'string' ? value : JSON.stringify(value)}
        </li>
      ))}
    </ul>
  );
}

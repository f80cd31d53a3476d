import { useQueries } from '@tanstack/react-query';
import { Cpu } from 'lucide-react';
import { Link } from 'react-router';
import { api } from '../../shared/api/client';
import { usePages } from '../../shared/api/queries';
import { FAILURE_KINDS, type Job, JOB_STATUSES } from '../../shared/api/types';
import { Ago, useNow } from '../../shared/ui/ago';
import { classes } from '../../shared/ui/classes';
import { type Option, optionsOf } from '../../shared/ui/field';
import { FilterSelect, useFilters } from '../../shared/ui/filters';
import { amountOfTime } from '../../shared/ui/format';
import { EmptyState, PageHeader, Progress, Skeleton } from '../../shared/ui/notice';
import { Paged } from '../../shared/ui/paged';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { JobCommand, JobStatusBadge, Legend, RestartFailed, stateOf, Strip, tookOf } from './parts';
import { useJobEvents } from './useJobEvents';
import css from './jobs.module.css';

/** The stream of events is faster; this is for when it cannot be had. */
const LOOKED_AGAIN_EVERY_MS = 15_000;
/** Each row's units are asked for on their own. */
const LISTED_AT_ONCE = 25;

const statuses = optionsOf(JOB_STATUSES, texts.jobs.status, texts.common.all);
const failures = optionsOf(FAILURE_KINDS, texts.jobs.failureName, texts.jobs.anyFailure);
const STUCK_MINUTES = ['', '2', '10', '60', '240'] as const;
const stuckFor: Option<(typeof STUCK_MINUTES)[number]>[] = STUCK_MINUTES.map((minutes) => ({
  value: minutes,
  text: minutes === '' ? texts.jobs.notStuck : texts.jobs.stuck(amountOfTime(Number(minutes) * 60_000)),
}));

export function JobsPage() {
  const { oneOf } = useFilters();
  const status = oneOf('status', JOB_STATUSES) ?? '';
  const failure = oneOf('failure', FAILURE_KINDS) ?? '';
  const stuck = oneOf('stuck', STUCK_MINUTES) ?? '';
  const jobs = usePages(
    '/jobs',
    { status, failure, stuckMinutes: stuck === '' ? '' : Number(stuck), limit: LISTED_AT_ONCE },
    { refetchInterval: LOOKED_AGAIN_EVERY_MS },
  );
  useJobEvents();
  const isFiltered = status !== '' || failure !== '' || stuck !== '';
  return (
    <>
      <title>{`${texts.jobs.title} · ${texts.common.product}`}</title>
      <PageHeader title={texts.jobs.title} lead={texts.jobs.lead} actions={<Legend />} />
      <div className={ui.filters} role="search">
        <FilterSelect name="status" label={texts.common.status} options={statuses} value={status} />
        <FilterSelect name="failure" label={texts.jobs.failure} options={failures} value={failure} />
        <FilterSelect name="stuck" label={texts.jobs.moved} options={stuckFor} value={stuck} />
      </div>
      <Paged
        of={jobs}
        loading={<Skeleton height="3.5rem" count={5} />}
        empty={
          <EmptyState icon={Cpu} title={isFiltered ? texts.jobs.emptyFiltered : texts.jobs.emptyTitle}>
            <p>{isFiltered ? texts.jobs.emptyFilteredText : texts.jobs.empty}</p>
          </EmptyState>
        }
      >
        {(items) => (
          <>
            {failure !== '' && (
              <div>
                <RestartFailed failure={failure} />
              </div>
            )}
            <JobTable jobs={items} />
          </>
        )}
      </Paged>
    </>
  );
}

/** Rows are videos, columns renditions. */
function JobTable({ jobs }: { jobs: Job[] }) {
  const details = useQueries({
    queries: jobs.map(({ id, status }) => ({
      queryKey: ['/jobs/{id}', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.get('/jobs/{id}', { path: { id }, signal }),
      ...(status === 'COMPLETED' ? { staleTime: Infinity } : {}),
    })),
  });
  const heights = new Map(
    details.flatMap(({ data }) => (data?.renditions ?? []).map(({ name, height }) => [name, height] as const)),
  );
  const names = [...heights.keys()].sort((one, other) => (heights.get(one) ?? 0) - (heights.get(other) ?? 0));
  return (
    <div className={classes(ui.tableWrap, css.grid)}>
      <table className={classes(ui.table, ui.stacks)}>
        <thead>
          <tr>
            <th scope="col">{texts.jobs.video}</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">{texts.jobs.sound}</th>
            <th scope="col">
              <span className="visually-hidden">{texts.jobs.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job, index) => (
            <Row key={job.id} job={job} detail={details[index]?.data} names={names} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ job, detail, names }: { job: Job; detail: Job | undefined; names: string[] }) {
  const nowMs = useNow();
  const { units = [], renditions = [] } = detail ?? {};
  const video = units.filter(({ kind }) => kind === 'VIDEO');
  const audio = units.filter(({ kind }) => kind === 'AUDIO');
  return (
    <tr>
      <td>
        <Link to={`/jobs/${job.id}`} className={css.title}>
          {job.title}
        </Link>
        <p className={css.rowFacts}>
          <JobStatusBadge status={job.status} />
          <span>
            <Ago iso={job.startedAt ?? job.createdAt} /> · {tookOf(job, nowMs)}
            {job.attempt > 1 && ` · ${texts.jobs.attemptNumber(job.attempt)}`}
          </span>
        </p>
        <div className={css.progress}>
          <Progress
            label={texts.jobs.progressOf(job.title)}
            ratio={job.unitsTotal === 0 ? 0 : job.unitsDone / job.unitsTotal}
            text={texts.jobs.units(job.unitsDone, job.unitsTotal)}
          />
          <small>{stateOf(job)}</small>
        </div>
        {job.status === 'FAILED' && job.failure && <p className={css.reason}>{job.failure.reason}</p>}
      </td>
      {names.map((name) => (
        <td key={name} data-label={name} className={css.cell}>
          {renditions.some((one) => one.name === name) && (
            <Strip name={texts.jobs.ofJob(name, job.title)} units={video} />
          )}
        </td>
      ))}
      <td data-label={texts.jobs.sound} className={css.cell}>
        {audio.length > 0 && <Strip name={texts.jobs.ofJob(texts.jobs.sound, job.title)} units={audio} />}
      </td>
      <td className={ui.number}>
        <JobCommand job={job} small />
      </td>
    </tr>
  );
}

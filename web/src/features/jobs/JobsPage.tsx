import { Cpu } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePages } from '../../shared/api/queries';
import { type Job, JOB_STATUSES, type JobStatus } from '../../shared/api/types';
import { Ago, useNow } from '../../shared/ui/ago';
import { Button } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { type Option, Select } from '../../shared/ui/field';
import { EmptyState, PageHeader, ProblemNotice, Progress, Skeleton } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { isRunning, JobCommand, JobStatusBadge, tookOf } from './parts';
import css from './jobs.module.css';

const LOOKED_AGAIN_EVERY_MS = 2_000;
const LOOKED_FOR_NEW_EVERY_MS = 6_000;

const statuses: Option<JobStatus | ''>[] = [
  { value: '', text: texts.common.all },
  ...JOB_STATUSES.map((status) => ({ value: status, text: texts.jobs.status[status] })),
];

export function JobsPage() {
  const [status, setStatus] = useState<JobStatus | ''>('');
  const jobs = usePages<Job>(
    '/jobs',
    { status, limit: 50 },
    { refetchInterval: (items) => (items.some(isRunning) ? LOOKED_AGAIN_EVERY_MS : LOOKED_FOR_NEW_EVERY_MS) },
  );
  return (
    <>
      <title>{`${texts.jobs.title} · ${texts.common.product}`}</title>
      <PageHeader title={texts.jobs.title} lead={texts.jobs.lead} />
      <div className={ui.filters}>
        <Select label={texts.common.status} options={statuses} value={status} onChange={setStatus} />
      </div>
      {jobs.isPending ? (
        <Skeleton height="3.5rem" count={5} />
      ) : jobs.isError && jobs.items.length === 0 ? (
        <ProblemNotice thrown={jobs.error} onRetry={() => void jobs.refetch()} />
      ) : jobs.items.length === 0 ? (
        <EmptyState icon={Cpu} title={texts.jobs.emptyTitle}>
          <p>{status === '' ? texts.jobs.empty : texts.jobs.emptyFiltered}</p>
        </EmptyState>
      ) : (
        <>
          <div className={ui.tableWrap}>
            <table className={classes(ui.table, ui.stacks)}>
              <thead>
                <tr>
                  <th scope="col">{texts.jobs.video}</th>
                  <th scope="col">{texts.common.status}</th>
                  <th scope="col">{texts.jobs.progress}</th>
                  <th scope="col">{texts.jobs.started}</th>
                  <th scope="col" className={ui.number}>
                    {texts.jobs.took}
                  </th>
                  <th scope="col" className={ui.number}>
                    {texts.jobs.attempt}
                  </th>
                  <th scope="col">
                    <span className="visually-hidden">{texts.jobs.actions}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {jobs.items.map((job) => (
                  <Row key={job.id} job={job} />
                ))}
              </tbody>
            </table>
          </div>
          {jobs.hasNextPage && (
            <div className={ui.more}>
              <Button onPress={() => void jobs.fetchNextPage()}>{texts.common.more}</Button>
            </div>
          )}
        </>
      )}
    </>
  );
}

function Row({ job }: { job: Job }) {
  const title = job.title ?? texts.jobs.untitled;
  const nowMs = useNow();
  return (
    <tr>
      <td>
        <Link to={`/jobs/${job.id}`} className={css.title}>
          {title}
        </Link>
        {job.status === 'FAILED' && job.failure && <p className={css.reason}>{job.failure.reason}</p>}
      </td>
      <td data-label={texts.common.status}>
        <JobStatusBadge status={job.status} />
      </td>
      <td data-label={texts.jobs.progress}>
        <div className={css.progress}>
          <Progress
            label={texts.jobs.progressOf(title)}
            ratio={job.unitsTotal === 0 ? 0 : job.unitsDone / job.unitsTotal}
            text={texts.jobs.units(job.unitsDone, job.unitsTotal)}
          />
          <small>{texts.jobs.units(job.unitsDone, job.unitsTotal)}</small>
        </div>
      </td>
      <td data-label={texts.jobs.started}>
        <Ago iso={job.startedAt ?? job.createdAt} />
      </td>
      <td data-label={texts.jobs.took} className={ui.number}>
        {tookOf(job, nowMs)}
      </td>
      <td data-label={texts.jobs.attempt} className={ui.number}>
        {job.attempt}
      </td>
      <td className={ui.number}>
        <JobCommand job={job} small />
      </td>
    </tr>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw, Square } from 'lucide-react';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import type { Job, JobStatus, JobUnit, UnitState } from '../../shared/api/types';
import { Button } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { amountOfTime, clock } from '../../shared/ui/format';
import { Badge } from '../../shared/ui/status';
import { problemText, texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import css from './jobs.module.css';

const tones: Record<JobStatus, 'good' | 'warn' | 'bad' | 'busy' | 'plain'> = {
  STARTING: 'busy',
  STARTED: 'busy',
  STOPPING: 'warn',
  STOPPED: 'warn',
  FAILED: 'bad',
  COMPLETED: 'good',
};

export function JobStatusBadge({ status }: { status: JobStatus }) {
  return <Badge tone={tones[status]}>{texts.jobs.status[status]}</Badge>;
}

export function isRunning({ status }: Job): boolean {
  return status === 'STARTING' || status === 'STARTED' || status === 'STOPPING';
}

export function tookOf({ startedAt, endedAt }: Pick<Job, 'startedAt' | 'endedAt'>, nowMs: number): string {
  if (!startedAt) {
    return '–';
  }
  const untilMs = endedAt ? Date.parse(endedAt) : nowMs;
  return amountOfTime(Math.max(0, Math.round((untilMs - Date.parse(startedAt)) / 1000) * 1000));
}

/** What one may do with a job in its state: stop what runs, restart what does not; nothing once it is complete. */
export function JobCommand({ job, small = false }: { job: Job; small?: boolean }) {
  const queries = useQueryClient();
  const command = isRunning(job) ? 'stop' : 'restart';
  const run = useMutation({
    mutationFn: () => api.post(`/jobs/{id}/${command}`, { path: { id: job.id } }),
    onSuccess: () => {
      toast(command === 'stop' ? texts.jobs.stopping : texts.jobs.restarted);
    },
    onError: (thrown) => {
      toast(problemText(problemOf(thrown)).advice);
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['/jobs'] });
    },
  });
  if (job.status === 'COMPLETED' || job.status === 'STOPPING') {
    return null;
  }
  return (
    <Button
      small={small}
      isDisabled={run.isPending}
      onPress={() => {
        run.mutate();
      }}
    >
      {command === 'stop' ? <Square aria-hidden /> : <RotateCw aria-hidden />}
      {command === 'stop' ? texts.jobs.stop : texts.jobs.restart}
    </Button>
  );
}

export const UNIT_STATES: readonly UnitState[] = ['PENDING', 'CLAIMED', 'ACCEPTED', 'FAILED'];
export const stateClass: Record<UnitState, string | undefined> = {
  PENDING: css.pending,
  CLAIMED: css.claimed,
  ACCEPTED: css.accepted,
  FAILED: css.failed,
};

/** Units as wide as they are long, coloured by their state: one glance tells where they stand. */
export function Strip({ name, units }: { name: string; units: JobUnit[] }) {
  const done = units.filter(({ state }) => state === 'ACCEPTED').length;
  return (
    <div
      className={css.strip}
      role="img"
      aria-label={`${texts.jobs.stripOf(name)}: ${texts.jobs.units(done, units.length)}`}
    >
      {units.map((unit) => (
        <span
          key={`${unit.kind}${unit.index}`}
          className={stateClass[unit.state]}
          style={{ flexGrow: Math.max(0.5, unit.toSeconds - unit.fromSeconds) }}
          title={texts.jobs.unitText(
            texts.jobs.unit(unit.kind, unit.index),
            clock(unit.fromSeconds),
            clock(unit.toSeconds),
            texts.jobs.unitState[unit.state],
            unit.attempts,
          )}
        />
      ))}
    </div>
  );
}

/** What the colours of the strips mean. */
export function Legend() {
  return (
    <ul className={css.legend} aria-label={texts.jobs.legend}>
      {UNIT_STATES.map((state) => (
        <li key={state}>
          <span className={classes(css.swatch, stateClass[state])} aria-hidden />
          {texts.jobs.unitState[state]}
        </li>
      ))}
    </ul>
  );
}

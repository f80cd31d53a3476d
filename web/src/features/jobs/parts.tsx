import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pause, RotateCw, Square } from 'lucide-react';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import { below } from '../../shared/api/queries';
import type { Job, JobFailure, JobStatus, JobUnit, UnitState } from '../../shared/api/types';
import { Button } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { optionsOf, Select } from '../../shared/ui/field';
import { amountOfTime, clock, percentSoFar } from '../../shared/ui/format';
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

/** How far it is: what it waits for, how long it will take, or what is done, whichever is known first. */
export function stateOf({ awaitedUpload, etaSeconds, unitsDone, unitsTotal }: Job): string {
  if (awaitedUpload !== undefined) {
    return texts.common.awaitsUpload(percentSoFar(awaitedUpload.receivedBytes, awaitedUpload.sizeBytes));
  }
  return etaSeconds === undefined
    ? texts.jobs.units(unitsDone, unitsTotal)
    : texts.jobs.eta(amountOfTime(etaSeconds * 1000));
}

type Command = 'stop' | 'pause' | 'restart';
const commandIcons = { stop: Square, pause: Pause, restart: RotateCw } satisfies Record<Command, unknown>;

/** Something asked of a job: how it went is told in a toast, and the job is looked at again. */
function useJobRequest<A, T = void>(request: (asked: T) => Promise<A>, told: (answer: A, asked: T) => string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: request,
    onSuccess: (answer, asked) => {
      toast(told(answer, asked));
    },
    onError: (thrown) => {
      toast(problemText(problemOf(thrown)).advice);
    },
    onSettled: () => queries.invalidateQueries(below('/jobs')),
  });
}

/** What one may do with a job in its state: stop what runs, restart what does not; nothing once it is complete. */
export function JobCommand({
  job,
  small = false,
  pausable = false,
}: {
  job: Job;
  small?: boolean;
  pausable?: boolean;
}) {
  const run = useJobRequest(
    (command: Command) => api.post(`/jobs/{id}/${command}`, { path: { id: job.id } }),
    (_, command) => texts.jobs.commanded[command],
  );
  if (job.status === 'COMPLETED' || job.status === 'STOPPING') {
    return null;
  }
  const commands: Command[] = !isRunning(job) ? ['restart'] : pausable ? ['pause', 'stop'] : ['stop'];
  return commands.map((command) => {
    const Icon = commandIcons[command];
    return (
      <Button
        key={command}
        small={small}
        isDisabled={run.isPending}
        onPress={() => {
          run.mutate(command);
        }}
      >
        <Icon aria-hidden />
        {texts.jobs.ask[command]}
      </Button>
    );
  });
}

const PRIORITIES = ['10', '0', '-10'] as const;
type Step = (typeof PRIORITIES)[number];
const priorities = optionsOf(PRIORITIES, texts.jobs.priorityOf);

/** Three steps are enough for people; a program may say any number, which is shown as the nearest of them. */
export function JobPriority({ job }: { job: Job }) {
  const run = useJobRequest(
    (step: Step) => api.post('/jobs/{id}/priority', { path: { id: job.id }, body: { priority: Number(step) } }),
    (_, step) => texts.jobs.prioritized(texts.jobs.priorityOf[step]),
  );
  if (job.status === 'COMPLETED') {
    return null;
  }
  return (
    <Select
      label={texts.jobs.priority}
      hideLabel
      options={priorities}
      value={job.priority > 0 ? '10' : job.priority < 0 ? '-10' : '0'}
      disabled={run.isPending}
      onChange={(step) => {
        run.mutate(step);
      }}
    />
  );
}

/** Once the disk is free again, nobody wants to restart two hundred jobs one by one. */
export function RestartFailed({ failure }: { failure: JobFailure['kind'] }) {
  const run = useJobRequest(
    () => api.post('/jobs/restarts', { body: { failure } }),
    ({ restarted }) => texts.jobs.restartedAll(restarted),
  );
  return (
    <Button
      isDisabled={run.isPending}
      onPress={() => {
        run.mutate();
      }}
    >
      <RotateCw aria-hidden />
      {texts.jobs.restartAll(texts.jobs.failureName[failure])}
    </Button>
  );
}

const UNIT_STATES: readonly UnitState[] = ['PENDING', 'CLAIMED', 'ACCEPTED', 'FAILED'];
export const stateClass: Record<UnitState, string | undefined> = {
  PENDING: css.pending,
  CLAIMED: css.claimed,
  ACCEPTED: css.accepted,
  FAILED: css.failed,
};

/** Of more units the gaps alone would be wider than a phone. */
const PARTED_MAX = 60;

/** Units as wide as they are long, coloured by their state: one glance tells where they stand. */
export function Strip({ name, units }: { name: string; units: JobUnit[] }) {
  const done = units.filter(({ state }) => state === 'ACCEPTED').length;
  return (
    <div
      className={classes(css.strip, units.length > PARTED_MAX && css.dense)}
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

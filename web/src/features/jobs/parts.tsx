import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw, Square } from 'lucide-react';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import type { Job, JobStatus } from '../../shared/api/types';
import { Button } from '../../shared/ui/button';
import { amountOfTime } from '../../shared/ui/format';
import { Badge } from '../../shared/ui/status';
import { problemText, texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';

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
    mutationFn: () => api<Job>(`/jobs/${job.id}/${command}`, { method: 'POST' }),
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

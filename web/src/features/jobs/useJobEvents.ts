import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useEventStream } from '../../shared/api/stream';
import type { Job, JobUnit } from '../../shared/api/types';

type JobList = InfiniteData<{ items: Job[] }>;

/** Lays what the services tell of jobs over what was asked for; without an id of all jobs, else of one and its units. */
export function useJobEvents(id?: string): void {
  const queries = useQueryClient();
  useEventStream('/jobs/events', id === undefined ? {} : { id }, ({ event, data }) => {
    if (event === 'unit' && id !== undefined) {
      const unit = data as JobUnit;
      queries.setQueryData<Job>(['/jobs/{id}', id], (job) => job && { ...job, units: withUnit(job.units ?? [], unit) });
    } else if (event === 'job') {
      const told = data as Job;
      const before = queries.getQueryData<Job>(['/jobs/{id}', told.id]);
      queries.setQueryData<Job>(['/jobs/{id}', told.id], before && withListsOf(before, told));
      // Its plan, its steps or its report are told by the call for one job only.
      if (id === undefined || before?.status !== told.status || before.unitsTotal !== told.unitsTotal) {
        void queries.invalidateQueries({ queryKey: ['/jobs/{id}', told.id] });
      }
      let isListed = false;
      queries.setQueriesData<JobList>({ queryKey: ['/jobs'] }, (list) => {
        isListed ||= list?.pages.some(({ items }) => items.some((job) => job.id === told.id)) ?? false;
        return list && { ...list, pages: list.pages.map((page) => ({ ...page, items: withJob(page.items, told) })) };
      });
      if (!isListed) {
        void queries.invalidateQueries({ queryKey: ['/jobs'] });
      }
    }
  });
}

/** What is told of a job is all of it but its lists. */
function withListsOf({ steps, renditions, units, verification }: Job, told: Job): Job {
  return { ...told, steps, renditions, units, verification };
}

function withJob(jobs: Job[], told: Job): Job[] {
  return jobs.map((job) => (job.id === told.id ? told : job));
}

function withUnit(units: JobUnit[], told: JobUnit): JobUnit[] {
  return units.map((unit) => (unit.index === told.index ? told : unit));
}

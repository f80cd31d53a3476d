import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { type Answer, api, type CallOf, type PathOf } from '../../shared/api/client';
import { mayPass } from '../../shared/api/queries';
import { useEventStream } from '../../shared/api/stream';
import type { Watching } from '../../shared/api/types';
import { periodBefore, type PeriodQuery } from './period';
import { usePeriod } from './PeriodFilter';

/** An event is in a chart within a second; the page looks this often, while it is looked at. */
export const LOOKED_AGAIN_EVERY_MS = 2_500;
/** What is over changes by late events only. */
const PAST_LOOKED_AGAIN_EVERY_MS = 60_000;

/** Figures that follow what happens. A refusal that will not pass (no such video) ends the asking. */
export function useLive<P extends PathOf<'get'>>(
  path: P,
  call: CallOf<P, 'get'>,
  everyMs = LOOKED_AGAIN_EVERY_MS,
): UseQueryResult<Answer<P, 'get'>> {
  return useQuery({
    queryKey: [path, call],
    queryFn: ({ signal }) => api.get(path, { ...call, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.error !== null && !mayPass(state.error) ? false : everyMs),
  });
}

/** Figures of the period in the address, and beside them those of the period before, where there is one. */
export function useCompared<P extends PathOf<'get'>>(
  path: P,
  callFor: (period: PeriodQuery) => CallOf<P, 'get'>,
): { now: UseQueryResult<Answer<P, 'get'>>; before: Answer<P, 'get'> | undefined } {
  const { query } = usePeriod();
  const call = callFor(query);
  const now = useLive(path, call);
  const { data } = useQuery({
    queryKey: [path, call, 'before'],
    queryFn: async ({ signal }) => {
      const period = periodBefore(query, Date.now());
      return period === undefined ? null : await api.get(path, { ...callFor(period), signal });
    },
    enabled: query.from !== undefined,
    refetchInterval: PAST_LOOKED_AGAIN_EVERY_MS,
  });
  return { now, before: data ?? undefined };
}

/** Who is watching, told by the services whenever it changes; of one video, or of all. */
export function useWatching(videoId?: string): Watching | undefined {
  const [watching, setWatching] = useState<Watching>();
  useEventStream('/analytics/live', videoId === undefined ? {} : { videoId }, ({ event, data }) => {
    if (event === 'watching') {
      setWatching(data as Watching);
    }
  });
  return watching;
}

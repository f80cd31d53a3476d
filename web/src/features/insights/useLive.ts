import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type Answer, api, type CallOf, type PathOf } from '../../shared/api/client';
import { mayPass } from '../../shared/api/queries';

/** An event is in a chart within a second; the page looks this often, while it is looked at. */
export const LOOKED_AGAIN_EVERY_MS = 2_500;

/** Figures that follow what happens. A refusal that will not pass (no such video) ends the asking. */
export function useLive<P extends PathOf<'get'>>(path: P, call: CallOf<P, 'get'>): UseQueryResult<Answer<P, 'get'>> {
  return useQuery({
    queryKey: [path, call],
    queryFn: ({ signal }) => api.get(path, { ...call, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.error !== null && !mayPass(state.error) ? false : LOOKED_AGAIN_EVERY_MS),
  });
}

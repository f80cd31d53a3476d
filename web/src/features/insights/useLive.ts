import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, type Query } from '../../shared/api/client';
import { mayPass } from '../../shared/api/queries';

/** An event is in a chart within a second; the page looks this often, while it is looked at. */
export const LOOKED_AGAIN_EVERY_MS = 2_500;

/** Figures that follow what happens. A refusal that will not pass (no such video) ends the asking. */
export function useLive<T>(path: string, query: Query): UseQueryResult<T> {
  return useQuery({
    queryKey: [path, query],
    queryFn: ({ signal }) => api<T>(path, { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.error !== null && !mayPass(state.error) ? false : LOOKED_AGAIN_EVERY_MS),
  });
}

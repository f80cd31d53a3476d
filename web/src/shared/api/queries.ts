import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { api, type Query } from './client';
import { Problem } from './problem';
import type { Page } from './types';

/** Another try helps only where the fault may pass. */
export function mayPass(thrown: unknown): boolean {
  return !(thrown instanceof Problem) || thrown.status === 0 || thrown.status === 429 || thrown.status >= 500;
}

/** Lists by cursor: `flat()` of what was loaded so far, and the next page on demand. */
export function usePages<T>(
  path: string,
  query: Query,
  options: { refetchInterval?: number | ((items: T[]) => number | false); enabled?: boolean } = {},
): UseInfiniteQueryResult<InfiniteData<Page<T>>, Error> & { items: T[] } {
  const { refetchInterval, enabled } = options;
  const result = useInfiniteQuery({
    queryKey: [path, query],
    queryFn: ({ pageParam, signal }) =>
      api<Page<T>>(path, { query: { ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: enabled ?? true,
    refetchInterval:
      typeof refetchInterval === 'function'
        ? ({ state }) => refetchInterval(state.data?.pages.flatMap((page) => page.items) ?? [])
        : (refetchInterval ?? false),
  });
  return { ...result, items: result.data?.pages.flatMap((page) => page.items) ?? [] };
}

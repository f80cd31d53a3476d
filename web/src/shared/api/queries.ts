import {
  type InfiniteData,
  type InvalidateQueryFilters,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { type Answer, api, type CallOf, type PathOf, type QueryOf } from './client';
import { Problem } from './problem';

/** Another try helps only where the fault may pass. */
export function mayPass(thrown: unknown): boolean {
  return !(thrown instanceof Problem) || thrown.status === 0 || thrown.status === 429 || thrown.status >= 500;
}

/** Every answer of a path and of those below it: a change there may change each of them. */
export function below(path: string): InvalidateQueryFilters {
  return {
    predicate: ({ queryKey: [asked] }) => asked === path || (typeof asked === 'string' && asked.startsWith(`${path}/`)),
  };
}

type Listed = PathOf<'get'>;
type ItemOf<P extends Listed> = Answer<P, 'get'> extends { items: (infer Item)[] } ? Item : never;
type Page<Item> = { items: Item[]; next?: string };
export type PagedList<Item> = UseInfiniteQueryResult<InfiniteData<Page<Item>>> & { items: Item[] };

/**
 * Lists by cursor: `items` of what was loaded so far, and the next page on demand. `refetchInterval`, in milliseconds, is
 * that of one page: to look again asks for each that was loaded, so that a longer list is looked at more seldom.
 */
export function usePages<P extends Listed>(
  path: P,
  query: QueryOf<P, 'get'>,
  options: { refetchInterval?: number | ((items: ItemOf<P>[]) => number | false); enabled?: boolean } = {},
): PagedList<ItemOf<P>> {
  const { refetchInterval, enabled } = options;
  const itemsOf = (data: InfiniteData<Page<ItemOf<P>>> | undefined) => data?.pages.flatMap(({ items }) => items) ?? [];
  const result = useInfiniteQuery({
    queryKey: [path, query],
    queryFn: async ({ pageParam, signal }): Promise<Page<ItemOf<P>>> => {
      // That a list takes a cursor and answers a page is the contract's, and too much for the types of any path.
      const call = { query: { ...query, cursor: pageParam }, signal } as unknown as CallOf<P, 'get'>;
      return await api.get(path, call);
    },
    initialPageParam: '',
    getNextPageParam: (page: Page<ItemOf<P>>) => page.next,
    placeholderData: keepPreviousData,
    enabled: enabled ?? true,
    refetchInterval: ({ state: { data } }) => {
      const everyMs =
        typeof refetchInterval === 'function' ? refetchInterval(itemsOf(data)) : (refetchInterval ?? false);
      return everyMs !== false && everyMs * Math.max(1, data?.pages.length ?? 0);
    },
  });
  return { ...result, items: itemsOf(result.data) };
}

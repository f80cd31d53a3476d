import type { ReactNode } from 'react';
import type { PagedList } from '../api/queries';
import { Button } from './button';
import { ProblemNotice } from './notice';
import { texts } from './texts';
import css from './ui.module.css';

/** A list by cursor in each of its states; what was loaded stays while it cannot be read again. */
export function Paged<Item>({
  of: list,
  loading,
  empty,
  children,
}: {
  of: PagedList<Item>;
  loading: ReactNode;
  empty: ReactNode;
  children: (items: Item[]) => ReactNode;
}) {
  const { items, isPending, isSuccess } = list;
  return (
    <>
      {list.isError && (
        <div className={css.above}>
          <ProblemNotice thrown={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {isPending && loading}
      {isSuccess && items.length === 0 && empty}
      {items.length > 0 && children(items)}
      {list.hasNextPage && (
        <div className={css.more}>
          <Button isDisabled={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {texts.common.more}
          </Button>
        </div>
      )}
    </>
  );
}

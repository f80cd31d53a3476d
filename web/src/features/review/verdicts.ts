import { api } from '../../shared/api/client';
import { Problem, problemOf } from '../../shared/api/problem';
import type { QueueItem } from '../../shared/api/types';

export type Rejection = { reason: string; deleteStorage: boolean };

export function approve(item: QueueItem): Promise<unknown> {
  return api.post('/videos/{id}/approval', { path: { id: item.videoId }, body: hashOf(item) });
}

export function reject(item: QueueItem, rejection: Rejection): Promise<unknown> {
  return api.post('/videos/{id}/rejection', { path: { id: item.videoId }, body: { ...rejection, ...hashOf(item) } });
}

/** The verdict is bound to what was looked at: another manifest by then is refused. */
function hashOf({ manifestHash }: QueueItem): { manifestHash?: string } {
  return manifestHash === undefined ? {} : { manifestHash };
}

const AT_ONCE = 4;

/** Gives each its verdict, a few at a time; one that is refused does not hold up the others. */
export async function eachOf(
  items: readonly QueueItem[],
  judge: (item: QueueItem) => Promise<unknown>,
): Promise<{ done: number; refused: Problem | undefined }> {
  const waiting = [...items];
  let done = 0;
  let refused: Problem | undefined;
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await judge(item);
        done += 1;
      } catch (thrown) {
        refused = problemOf(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, refused };
}

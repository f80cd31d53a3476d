import { ago, date } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';

const SOON_MS = 3 * 86_400_000;

/** How a due date stands now. */
export function dueOf(dueAt: string, nowMs: number): { text: string; isPast: boolean; isSoon: boolean } {
  const leftMs = Date.parse(dueAt) - nowMs;
  const isPast = leftMs < 0;
  const isSoon = !isPast && leftMs < SOON_MS;
  return {
    text: isPast || isSoon ? texts.tasks.dueIn(ago(dueAt, nowMs)) : texts.tasks.dueOn(date(dueAt)),
    isPast,
    isSoon,
  };
}

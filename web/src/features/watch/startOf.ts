import type { Playback } from '../../shared/api/types';
import { secondsOf } from '../../shared/ui/format';

/** Who stopped this close to the end has seen the film: it begins again. */
const FINISHED_FROM = 0.95;

/** A deep link wins over where the viewer stopped. */
export function startOf({ resumeAtSeconds, durationSeconds }: Playback, deepLink: string | null): number {
  const asked = secondsOf(deepLink);
  if (asked !== undefined) {
    return durationSeconds ? Math.min(asked, durationSeconds) : asked;
  }
  const resume = resumeAtSeconds ?? 0;
  return durationSeconds && resume >= durationSeconds * FINISHED_FROM ? 0 : resume;
}

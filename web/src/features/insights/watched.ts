import { amountOfTime, decimal, percent } from '../../shared/ui/format';
import type { Figure } from './Figures';

type Watched = { playedMs: number; uniqueMs: number; views: number; viewers: number; completionRate?: number };

/** How much was watched, of one video or of all. */
export const watched: Figure<Watched>[] = [
  { figure: 'watchTime', of: ({ playedMs }) => playedMs, text: amountOfTime },
  { figure: 'uniqueTime', of: ({ uniqueMs }) => uniqueMs, text: amountOfTime },
  { figure: 'views', of: ({ views }) => views, text: decimal },
  { figure: 'viewers', of: ({ viewers }) => viewers, text: decimal },
  { figure: 'completion', of: ({ completionRate }) => completionRate, text: percent, isShare: true },
];

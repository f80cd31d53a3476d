import { texts } from '../../shared/ui/texts';

/** Each figure's place in docs/metrics.md, where it is defined; a test holds that the headings are there. */
export const definitions = {
  live: 'watching now',
  watchTime: 'played_ms',
  uniqueTime: 'unique_ms',
  views: 'view',
  viewers: 'unique viewers',
  completion: 'completion',
  focusedTime: 'focus session',
  perDay: 'played_ms',
  topVideos: 'played_ms',
  retention: 'drop-off',
  sessions: 'focus session',
  focusRatio: 'focus ratio',
  interruptions: 'interruption',
  longest: 'longest unbroken stretch',
  startup: 'start-up time',
  rebuffer: 'rebuffer ratio',
  audience: 'category',
  whoWatched: 'unique_ms',
} as const satisfies Record<keyof typeof texts.insights.counted, string>;

export type FigureName = keyof typeof definitions;

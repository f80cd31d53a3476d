import type { Category, VideoStatus } from '../api/types';
import { classes } from './classes';
import { texts } from './texts';
import css from './ui.module.css';

type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'plain';

const tones: Record<VideoStatus, Tone> = {
  UPLOADING: 'busy',
  UPLOADED: 'busy',
  PROCESSING: 'busy',
  FAILED: 'bad',
  READY: 'warn',
  APPROVED: 'good',
  REJECTED: 'bad',
};

const toneClass: Record<Tone, string | undefined> = {
  good: css.badgeGood,
  warn: css.badgeWarn,
  bad: css.badgeBad,
  busy: css.badgeBusy,
  plain: undefined,
};

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: string }) {
  return <span className={classes(css.badge, toneClass[tone])}>{children}</span>;
}

export function VideoStatusBadge({ status }: { status: VideoStatus }) {
  return <Badge tone={tones[status]}>{texts.status[status]}</Badge>;
}

export function CategoryBadge({ category }: { category: Category }) {
  return <Badge>{texts.category[category]}</Badge>;
}

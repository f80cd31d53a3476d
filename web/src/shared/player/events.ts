/** The player events of `POST /api/v1/events`, as they stand on the wire. */

export type EventType =
  | 'PLAY'
  | 'PAUSE'
  | 'PROGRESS'
  | 'COMPLETE'
  | 'SEEK'
  | 'RATE'
  | 'FOCUS_START'
  | 'FOCUS_END'
  | 'FOCUS_LOST'
  | 'FOCUS_REGAINED'
  | 'STARTUP'
  | 'REBUFFER_START'
  | 'REBUFFER_END'
  | 'RENDITION'
  | 'ERROR';

export type FocusCause = 'TAB_HIDDEN' | 'WINDOW_BLURRED' | 'FULLSCREEN_LEFT' | 'PAUSED_AWAY';

/** Times of media are milliseconds from the video's start; an interval is half-open, `[fromMs, toMs)`. */
export type PlayerEvent = {
  eventId: string;
  viewId: string;
  sequence: number;
  type: EventType;
  viewerTime: number;
  playheadMs: number;
  rate: number;
  fromMs?: number;
  toMs?: number;
  cause?: string;
  valueMs?: number;
  valueKbps?: number;
};

/** The collector's limits: docs/api.md. */
export const EVENTS_PER_BATCH_MAX = 100;
export const SEQUENCE_MAX = 8_191;
export const MEDIA_MS_MAX = 48 * 3_600_000;
export const RATE_MAX = 16;

/** A random UUID also where the page is not secure and `crypto.randomUUID` is missing. */
export function uuid(): string {
  if ('randomUUID' in crypto) {
    return crypto.randomUUID();
  }
  const bytes: Uint8Array = (crypto as Crypto).getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

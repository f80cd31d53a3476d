/** Numbers, times and sizes as people read them. */

const LANGUAGE = 'en';

/** `4:07`, `1:02:03`: a position or length of media. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** `4 minutes 7 seconds`, for screen readers. */
export function clockInWords(seconds: number): string {
  const whole = Math.max(0, Math.round(Number.isFinite(seconds) ? seconds : 0));
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return said.length === 0 ? '0 seconds' : said.join(' ');
}

/** `42 s`, `12 min`, `3.4 h`: an amount of time. */
export function amountOfTime(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) {
    return `${decimal(seconds, seconds > 0 && seconds < 10 ? 1 : 0)} s`;
  }
  if (seconds < 3600) {
    const minutes = Math.floor(seconds / 60);
    const rest = Math.floor(seconds % 60);
    return minutes < 10 && rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
  }
  return `${decimal(seconds / 3600, seconds < 360_000 ? 1 : 0)} h`;
}

export function decimal(value: number, digits = 0): string {
  return new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: digits }).format(value);
}

/** 0.734 -> `73 %`. */
export function percent(ratio: number, digits = 0): string {
  return `${decimal(ratio * 100, digits)} %`;
}

/** `43 %` of what is not whole yet: `100 %` is said of the whole only. */
export function percentSoFar(done: number, all: number): string {
  return percent(all === 0 ? 0 : Math.floor((done * 100) / all) / 100);
}

export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${decimal(value, unit === 0 || value >= 100 ? 0 : 1)} ${units[unit] ?? ''}`;
}

export function dateTime(iso: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** `Mar 1, 2026`. */
export function date(iso: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium' }).format(new Date(iso));
}

/** `Mar 1` of a date like `2026-03-01`: a day of the calendar, the same in every time zone. */
export function day(date: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(date));
}

/** `Nov 22, 14:00` of an hour in UTC, as all days and hours of figures are. */
export function hour(iso: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  }).format(new Date(iso));
}

/** `Oct 24 – Nov 22, 2026`: days of the calendar, the last one included. */
export function days(from: string, to: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeZone: 'UTC' }).formatRange(
    new Date(from),
    new Date(to),
  );
}

/** `3 minutes ago`, measured from `nowMs`. */
export function ago(iso: string, nowMs: number): string {
  const seconds = Math.round((Date.parse(iso) - nowMs) / 1000);
  const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });
  const steps: [number, Intl.RelativeTimeFormatUnit][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ];
  for (const [length, unit] of steps) {
    if (Math.abs(seconds) >= length) {
      return relative.format(Math.trunc(seconds / length), unit);
    }
  }
  return relative.format(Math.min(0, seconds), 'second');
}

/** `90`, `1:30`, `1:02:03`: a position as people write it, or undefined. */
export function secondsOfClock(text: string): number | undefined {
  if (!/^\d{1,6}(:[0-5]?\d){0,2}([.,]\d{1,3})?$/.test(text.trim())) {
    return undefined;
  }
  return text
    .trim()
    .replace(',', '.')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** `?t=90`, `?t=1m30s`, `?t=1h2m3s`: seconds, or undefined when it says nothing. */
export function secondsOf(text: string | null): number | undefined {
  if (text === null || text === '') {
    return undefined;
  }
  if (/^\d+(\.\d+)?s?$/.test(text)) {
    return Number.parseFloat(text);
  }
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text);
  return parts === null ? undefined : Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0);
}

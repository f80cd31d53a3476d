/** Which views are asked for: those that began on these days, in UTC. */
export type PeriodChoice = '1' | '2' | '7' | '30' | '90' | 'all' | 'own';
export type Chosen = { choice: PeriodChoice; from: string; to: string };

/** What a page offers, what it shows unasked, and how many days it can show at most. */
export type Offer = { choices: readonly PeriodChoice[]; usual: PeriodChoice; daysMax?: number };

/** As the services take it: `to` is the first day that is no longer meant. */
export type PeriodQuery = { from?: string; to?: string };

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** A year that is still being typed (0002) is no bound yet. */
const FIRST = '2002-01-01';
const LAST = '2199-01-01';

export function periodChoiceOf(text: string, { choices, usual }: Offer): PeriodChoice {
  return choices.find((one) => one === text) ?? usual;
}

export function periodQuery({ choice, from, to }: Chosen, { usual, daysMax }: Offer, nowMs: number): PeriodQuery {
  const today = dateOfMoment(nowMs);
  switch (choice) {
    case 'all':
      return {};
    case 'own': {
      const [first, last] = inOrder(dateOf(from), dateOf(to));
      const begin = first ?? (usual === 'all' ? undefined : dateAfter(last ?? today, 1 - Number(usual)));
      const earliest = daysMax === undefined ? '' : dateAfter(last ?? today, 1 - daysMax);
      return {
        ...(begin === undefined ? {} : { from: begin > earliest ? begin : earliest }),
        ...(last === undefined ? {} : { to: dateAfter(last, 1) }),
      };
    }
    default:
      return { from: dateAfter(today, 1 - Number(choice)) };
  }
}

/**
 * What a period is compared with: as long a time, up to its beginning. One that is not over yet is as long as it has
 * lasted; one without a beginning has none before it.
 */
export function periodBefore({ from, to }: PeriodQuery, nowMs: number): { from: string; to: string } | undefined {
  if (from === undefined) {
    return undefined;
  }
  const fromMs = Date.parse(from);
  const lengthMs = Math.min(nowMs, to === undefined ? nowMs : Date.parse(to)) - fromMs;
  const before = new Date(fromMs - lengthMs).toISOString();
  return lengthMs <= 0 || before < FIRST ? undefined : { from: before, to: new Date(fromMs).toISOString() };
}

/** The last day of a period, as people say it: today while it is not over. */
export function lastDayOf({ to }: PeriodQuery, nowMs: number): string {
  const today = dateOfMoment(nowMs);
  const last = to === undefined ? today : dateOfMoment(Date.parse(to) - 1);
  return last < today ? last : today;
}

function dateOf(text: string): string | undefined {
  const isDate = DATE.test(text) && text >= FIRST && text <= LAST && !Number.isNaN(Date.parse(text));
  return isDate ? text : undefined;
}

/** Days in the wrong order still mean the days between them. */
function inOrder(from: string | undefined, to: string | undefined): [string | undefined, string | undefined] {
  return from !== undefined && to !== undefined && from > to ? [to, from] : [from, to];
}

function dateAfter(date: string, days: number): string {
  return dateOfMoment(Date.parse(date) + days * DAY_MS);
}

function dateOfMoment(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Which views are asked for: those that began on these days, in UTC. */
export const PERIODS = ['7', '30', '90', 'all', 'own'] as const;
export type PeriodChoice = (typeof PERIODS)[number];
export type Chosen = { choice: PeriodChoice; from: string; to: string };

/** As the services take it: `to` is the first day that is no longer meant. */
export type PeriodQuery = { from?: string; to?: string };

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** A year that is still being typed (0002) is no bound yet. */
const FIRST = '2002-01-01';
const LAST = '2199-01-01';

export function periodChoiceOf(text: string, otherwise: PeriodChoice): PeriodChoice {
  return PERIODS.find((one) => one === text) ?? otherwise;
}

export function periodQuery({ choice, from, to }: Chosen, nowMs: number): PeriodQuery {
  switch (choice) {
    case 'all':
      return {};
    case 'own': {
      const [first, last] = inOrder(dateOf(from), dateOf(to));
      return {
        ...(first === undefined ? {} : { from: first }),
        ...(last === undefined ? {} : { to: dateAfter(last, 1) }),
      };
    }
    default:
      return { from: dateAfter(new Date(nowMs).toISOString().slice(0, 10), 1 - Number(choice)) };
  }
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
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

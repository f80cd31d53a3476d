import { describe, expect, it } from 'vitest';
import { lastDayOf, type Offer, periodBefore, periodChoiceOf, periodQuery } from './period';

const NOW_MS = Date.parse('2026-03-01T00:30:00Z');
const EVER: Offer = { choices: ['all', '7', 'own'], usual: 'all' };
const MONTH: Offer = { choices: ['7', '30', 'own'], usual: '30' };
const WEEK_AT_MOST: Offer = { choices: ['2', '7', 'own'], usual: '2', daysMax: 7 };
const own = (from: string, to: string, offer = EVER) => periodQuery({ choice: 'own', from, to }, offer, NOW_MS);

describe('a period', () => {
  it('of seven days is today and the six days before, in UTC', () => {
    expect(periodQuery({ choice: '7', from: '', to: '' }, EVER, NOW_MS)).toEqual({ from: '2026-02-23' });
  });

  it('of own days includes the last one', () => {
    expect(own('2026-02-01', '2026-02-28')).toEqual({ from: '2026-02-01', to: '2026-03-01' });
  });

  it('means the same days whichever is named first', () => {
    expect(own('2026-02-28', '2026-02-01')).toEqual(own('2026-02-01', '2026-02-28'));
  });

  it('may be open at either end', () => {
    expect(own('2026-02-01', '')).toEqual({ from: '2026-02-01' });
    expect(own('', '2026-12-31')).toEqual({ to: '2027-01-01' });
  });

  it('begins as usual where the page does not show all time', () => {
    expect(own('', '2026-02-28', MONTH)).toEqual({ from: '2026-01-30', to: '2026-03-01' });
    expect(own('', '', MONTH)).toEqual({ from: '2026-01-31' });
  });

  it('is cut to what the page can show', () => {
    expect(own('2026-01-01', '2026-02-20', WEEK_AT_MOST)).toEqual({ from: '2026-02-14', to: '2026-02-21' });
    expect(own('2026-02-19', '2026-02-20', WEEK_AT_MOST)).toEqual({ from: '2026-02-19', to: '2026-02-21' });
  });

  it.each(['0002-01-01', '2026-02-31x', '2026-13-01', 'yesterday', '9999-01-01'])('has no bound at %s', (text) => {
    expect(own(text, '')).toEqual({});
  });

  it('of all time has no bounds, whatever the address says besides', () => {
    expect(periodQuery({ choice: 'all', from: '2026-02-01', to: '2026-02-02' }, EVER, NOW_MS)).toEqual({});
  });

  it('that the page does not offer is the usual one', () => {
    expect(periodChoiceOf('all', MONTH)).toBe('30');
    expect(periodChoiceOf('all', EVER)).toBe('all');
  });
});

describe('the period before', () => {
  it('is as long, and ends where the period begins', () => {
    expect(periodBefore({ from: '2026-02-10', to: '2026-02-17' }, NOW_MS)).toEqual({
      from: '2026-02-03T00:00:00.000Z',
      to: '2026-02-10T00:00:00.000Z',
    });
  });

  it('is as long as the period has lasted so far', () => {
    const before = { from: '2026-02-27T23:30:00.000Z', to: '2026-02-28T12:00:00.000Z' };
    expect(periodBefore({ from: '2026-02-28T12:00:00Z', to: '2026-04-01' }, NOW_MS)).toEqual(before);
    expect(periodBefore({ from: '2026-02-28T12:00:00Z' }, NOW_MS)).toEqual(before);
  });

  it.each([{}, { to: '2026-02-01' }, { from: '2026-05-01' }, { from: '2002-01-02' }])('of %o is none', (period) => {
    expect(periodBefore(period, NOW_MS)).toBeUndefined();
  });
});

it('the last day is today while the period lasts', () => {
  expect(lastDayOf({ to: '2026-02-28' }, NOW_MS)).toBe('2026-02-27');
  expect(lastDayOf({ to: '2026-05-01' }, NOW_MS)).toBe('2026-03-01');
  expect(lastDayOf({}, NOW_MS)).toBe('2026-03-01');
});

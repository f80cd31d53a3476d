import { describe, expect, it } from 'vitest';
import { periodChoiceOf, periodQuery } from './period';

const NOW_MS = Date.parse('2026-03-01T00:30:00Z');
const own = (from: string, to: string) => periodQuery({ choice: 'own', from, to }, NOW_MS);

describe('a period', () => {
  it('of seven days is today and the six days before, in UTC', () => {
    expect(periodQuery({ choice: '7', from: '', to: '' }, NOW_MS)).toEqual({ from: '2026-02-23' });
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

  it.each(['0002-01-01', '2026-02-31x', '2026-13-01', 'yesterday', '9999-01-01'])('has no bound at %s', (text) => {
    expect(own(text, '')).toEqual({});
  });

  it('of all time has no bounds, whatever the address says besides', () => {
    expect(periodQuery({ choice: 'all', from: '2026-02-01', to: '2026-02-02' }, NOW_MS)).toEqual({});
  });

  it('that nobody offers is the usual one', () => {
    expect(periodChoiceOf('31', '30')).toBe('30');
    expect(periodChoiceOf('all', '30')).toBe('all');
  });
});

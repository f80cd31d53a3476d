import { describe, expect, it } from 'vitest';
import { clock, percentSoFar, secondsOf, secondsOfClock } from './format';

describe('positions in a film', () => {
  it.each([
    ['90', 90],
    ['90s', 90],
    ['1m30s', 90],
    ['1h2m3.5s', 3723.5],
    ['2h', 7200],
    ['', undefined],
    ['abc', undefined],
    ['1:30', undefined],
    ['-5', undefined],
  ])('are read from a link: %s', (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });

  it.each([
    ['90', 90],
    [' 1:30 ', 90],
    ['1:02:03.5', 3723.5],
    ['0:05,25', 5.25],
    ['1:60', undefined],
    ['1:2:3:4', undefined],
    ['', undefined],
    ['1m', undefined],
  ])('are read as people write them: %s', (text, seconds) => {
    expect(secondsOfClock(text)).toBe(seconds);
  });

  it('are written as they are read', () => {
    for (const seconds of [0, 9, 61, 3599, 3600, 36_061]) {
      expect(secondsOfClock(clock(seconds))).toBe(seconds);
    }
  });
});

it.each([
  [0, 10, '0 %'],
  [43, 100, '43 %'],
  [29, 100, '29 %'],
  [9_999, 10_000, '99 %'],
  [10, 10, '100 %'],
])('only the whole is 100 %%: %d of %d', (done, all, text) => {
  expect(percentSoFar(done, all)).toBe(text);
});

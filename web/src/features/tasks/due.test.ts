import { expect, it } from 'vitest';
import { dueOf } from './due';

const NOW = Date.parse('2026-03-10T12:00:00Z');

it.each([
  ['2026-03-09T12:00:00Z', { text: 'Due yesterday', isPast: true, isSoon: false }],
  ['2026-03-10T14:00:00Z', { text: 'Due in 2 hours', isPast: false, isSoon: true }],
  ['2026-04-01T12:00:00Z', { text: 'Due Apr 1, 2026', isPast: false, isSoon: false }],
])('%s', (dueAt, due) => {
  expect(dueOf(dueAt, NOW)).toEqual(due);
});

import { describe, expect, it } from 'vitest';
import { changeOf } from './change';

describe('a change', () => {
  it.each([
    [112, 100, { direction: 'more', by: '12 %' }],
    [50, 100, { direction: 'less', by: '50 %' }],
    [0, 100, { direction: 'less', by: '100 %' }],
    [1_200, 100, { direction: 'more', by: '12 ×' }],
    [100, 100, { direction: 'same', by: 'unchanged' }],
    [100_001, 100_000, { direction: 'same', by: 'unchanged' }],
    [0, 0, { direction: 'same', by: 'unchanged' }],
    [5, 0, { direction: 'more', by: 'new' }],
  ])('from %2$d to %1$d is told', (value, before, change) => {
    expect(changeOf(value, before, false)).toEqual(change);
  });

  it('of a share is told in points', () => {
    expect(changeOf(0.734, 0.7, true)).toEqual({ direction: 'more', by: '3.4 points' });
    expect(changeOf(0.001, 0, true)).toEqual({ direction: 'more', by: '0.1 points' });
    expect(changeOf(0.5, 0.5001, true)).toEqual({ direction: 'same', by: 'unchanged' });
  });
});

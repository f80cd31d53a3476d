import { describe, expect, it } from 'vitest';
import { commandOf, RATES, stepRate } from './keys';

const key = (name: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
  commandOf({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('the keys of the player', () => {
  it.each([
    [' ', 'togglePlay'],
    ['K', 'togglePlay'],
    ['j', 'seekBy'],
    ['ArrowRight', 'seekBy'],
    ['ArrowUp', 'volumeBy'],
    ['m', 'toggleMute'],
    ['f', 'toggleFullscreen'],
    ['t', 'page'],
    ['i', 'togglePictureInPicture'],
    ['c', 'toggleCaptions'],
    ['<', 'rateBy'],
    ['.', 'frameBy'],
    ['7', 'seekToTenth'],
    ['Home', 'seekToStart'],
    ['End', 'seekToEnd'],
    ['/', 'page'],
    ['?', 'help'],
    ['g', 'toggleFocus'],
  ])('%s', (name, kind) => {
    expect(key(name)?.kind).toBe(kind);
  });

  it('leave the browser what is the browser’s', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey'] as const) {
      expect(key('f', { [held]: true })).toBeUndefined();
    }
    expect(key('Tab')).toBeUndefined();
    expect(key('n')).toBeUndefined();
    expect(key('N', { shiftKey: true })).toEqual({ kind: 'page', what: 'next' });
  });

  it('step through the speeds and stay at the ends', () => {
    expect(stepRate(1, 1)).toBe(1.25);
    expect(stepRate(2, 1)).toBe(2);
    expect(stepRate(0.25, -1)).toBe(0.25);
    expect(RATES.at(0)).toBe(0.25);
  });
});

import { expect, it } from 'vitest';
import { renewInMs, tokenOf, withToken } from './mediaUrl';

it('changes the token and nothing else', () => {
  expect(withToken('/media/old.t-1/video/1/s_0.m4s', 'new')).toBe('/media/new/video/1/s_0.m4s');
  expect(withToken('https://example.org/media/old/v/1/a.m3u8?x=/media/old/', 'n$1')).toBe(
    'https://example.org/media/n$1/v/1/a.m3u8?x=/media/old/',
  );
  expect(withToken('/assets/media/old/x', 'new')).toBe('/assets/media/old/x');
  expect(withToken('/media/old/x', undefined)).toBe('/media/old/x');
  expect(tokenOf('/media/abc/v/1/master.m3u8')).toBe('abc');
});

it('renews well before the end, and at once when it is near', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(renewInMs('2026-01-01T01:00:00Z', now)).toBe(48 * 60_000);
  expect(renewInMs('2026-01-01T00:01:00Z', now)).toBe(30_000);
  expect(renewInMs('2026-01-01T00:00:10Z', now)).toBe(1_000);
  expect(renewInMs('2025-01-01T00:00:00Z', now)).toBe(1_000);
});

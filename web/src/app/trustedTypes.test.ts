import { expect, it } from 'vitest';
import { inertMarkup, ownScript } from './trustedTypes';

const ORIGIN = 'https://fovea.example';

it.each([
  '<img src=x onerror=alert(1)>',
  '<svg/onload = alert(1)>',
  '<script>alert(1)</script>',
  '< iframe srcdoc="">',
  '<a href="JavaScript:alert(1)">',
  '<form action=/elsewhere>',
])('keeps out %s', (markup) => {
  expect(() => inertMarkup(markup)).toThrow(TypeError);
});

it.each(['Option one = the guard', '&lt;img src=x onerror=alert(1)&gt;', 'javascript: a language'])(
  'has nothing against words: %s',
  (words) => {
    expect(inertMarkup(words)).toBe(words);
  },
);

it('lets controls draw themselves', () => {
  const controls = '<style>:host { color: red }</style><slot name="icon"><svg><path d="M1 1"/></svg></slot>';
  expect(inertMarkup(controls)).toBe(controls);
});

it.each([
  'https://elsewhere.example/assets/a.js',
  'data:text/javascript,1',
  '/media/t/v/1/evil.js',
  '//x/assets/a.js',
  `blob:${ORIGIN}/0190b5a2`,
])('runs no script from %s', (url) => {
  expect(() => ownScript(url, ORIGIN)).toThrow(TypeError);
});

it.each(['/assets/hls-0a1b.js', `${ORIGIN}/assets/x.js`, '/sw.js'])('runs %s', (url) => {
  expect(ownScript(url, ORIGIN)).toBe(url);
});

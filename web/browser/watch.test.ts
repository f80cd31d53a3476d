import { beforeEach, describe, expect, it } from 'vitest';
import type { PlayerEvent } from '../src/shared/player/events';
import { complaintsOf } from './chromium';
import { eventually, setStage } from './stage';
import { newWorld } from './world';

const stage = setStage(() => {
  const world = newWorld('USER');
  return { ...world, videos: world.videos.map((one) => ({ ...one, resumeAtSeconds: 0 })) };
}, 8_000);
const seconds = () => stage.page.evaluate(() => document.querySelector('video')?.currentTime ?? -1);
const frames = () =>
  stage.page.evaluate(() => document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0);
const firstVideo = () => stage.world.videos[0]?.id ?? '';
const ofType = (type: PlayerEvent['type']) => stage.world.events.filter((event) => event.type === type);
const playedMs = () => ofType('PROGRESS').reduce((sum, event) => sum + (event.toMs ?? 0) - (event.fromMs ?? 0), 0);

async function open(path = `/watch/${firstVideo()}`) {
  await stage.page.goto(stage.origin + path);
  await stage.page.getByRole('button', { name: 'play', exact: true }).waitFor();
}

/** The number burned into the picture now shown, and the one that belongs to its time: see clip/make.sh. */
const frameShown = () =>
  stage.page.evaluate(
    () =>
      new Promise<{ burned: number; due: number }>((resolve) => {
        const video = document.querySelector('video')!;
        const read = (seconds: number) => {
          const canvas = new OffscreenCanvas(640, 360);
          const context = canvas.getContext('2d')!;
          context.drawImage(video, 0, 0, 640, 360);
          const bits = Array.from(
            { length: 10 },
            (_, bit) => context.getImageData(bit * 32 + 16, 344, 1, 1).data[1]! > 127,
          );
          resolve({
            burned: bits.reduce((sum, isOne, bit) => sum + (isOne ? 2 ** bit : 0), 0),
            due: Math.round(seconds * 24),
          });
        };
        if (video.paused) {
          read(Math.floor(video.currentTime * 24 + 0.01) / 24);
        } else {
          video.requestVideoFrameCallback((_, { mediaTime }) => {
            read(mediaTime);
          });
        }
      }),
  );

async function showsItsFrame(fromSeconds: number, toSeconds: number) {
  const { burned, due } = await frameShown();
  expect(Math.abs(burned - due), `frame ${burned} is shown where ${due} belongs`).toBeLessThanOrEqual(1);
  expect(burned).toBeGreaterThanOrEqual(fromSeconds * 24);
  expect(burned).toBeLessThanOrEqual(toSeconds * 24);
}

async function play() {
  await stage.page.getByRole('button', { name: 'play', exact: true }).click();
  await eventually(seconds).toBeGreaterThan(0.3);
}

describe('the watch page', () => {
  it('plays under the content security policy: frames are decoded and advance', async () => {
    const { page } = stage;
    const complaints = complaintsOf(page);
    await open();
    await play();
    const before = await frames();
    await eventually(frames).toBeGreaterThan(before + 24);
    expect(complaints).toEqual([]);
  });

  it('tells what was played, to the millisecond of the playhead', async () => {
    const { page, world } = stage;
    await open();
    await play();
    await eventually(seconds).toBeGreaterThan(2);
    await page.keyboard.press('k');
    const stoppedAt = await seconds();
    await eventually(() => ofType('PAUSE').length).toBe(1);
    const firstMs = ofType('PROGRESS')[0]?.fromMs ?? Number.NaN;
    expect(firstMs).toBeLessThan(200);
    expect(Math.abs(playedMs() - (stoppedAt * 1000 - firstMs))).toBeLessThanOrEqual(5);
    expect(world.events.map((event) => event.sequence)).toEqual(world.events.map((_, index) => index));
    expect(world.events[0]?.type).toBe('PLAY');
    expect(world.events.map((event) => event.type)).toContain('STARTUP');
  });

  it('loses at most a drawn frame at a seek', async () => {
    const { page } = stage;
    await open();
    await play();
    await eventually(seconds).toBeGreaterThan(1);
    await page.keyboard.press('l');
    await eventually(seconds).toBeGreaterThan(11.5);
    await page.keyboard.press('k');
    const stoppedAt = (await seconds()) * 1000;
    await eventually(() => ofType('PAUSE').length).toBe(1);
    const [seek] = ofType('SEEK');
    expect((seek?.toMs ?? 0) - (seek?.fromMs ?? 0)).toBeGreaterThan(9_800);
    const truth = (seek?.fromMs ?? 0) + stoppedAt - (seek?.toMs ?? 0);
    expect(Math.abs(playedMs() - truth)).toBeLessThan(100);
  });

  it('starts where a deep link says', async () => {
    const { page } = stage;
    await open(`/watch/${firstVideo()}?t=0m12s`);
    await play();
    await eventually(seconds).toBeGreaterThan(12);
    expect(ofType('SEEK')).toEqual([]);
    expect(await page.getByText('Going on at 0:12.').isVisible()).toBe(true);
  });

  it('sends what is left when the page closes', async () => {
    const { page } = stage;
    await open();
    await play();
    await eventually(seconds).toBeGreaterThan(1.5);
    const at = (await seconds()) * 1000;
    await page.goto('about:blank');
    await eventually(playedMs).toBeGreaterThan(at - 100);
  });

  it('keeps what it could not send, and sends it from the next page', async () => {
    const { page: crashed, world, origin } = stage;
    world.problems.set('POST /events', { status: 503, code: 'collector-overloaded', retryAfter: 60 });
    await open();
    await play();
    await eventually(seconds).toBeGreaterThan(2.5);
    const page = await crashed.context().newPage();
    // A crash: no unload handler of the page runs.
    void (await page.context().newCDPSession(crashed)).send('Page.crash').catch(() => undefined);
    await crashed.waitForEvent('crash');
    expect(world.events).toEqual([]);
    world.problems.clear();
    await page.goto(origin);
    await eventually(playedMs).toBeGreaterThan(1_000);
    expect(world.events.map((event) => event.sequence).sort((a, b) => a - b)).toEqual(
      world.events.map((_, index) => index),
    );
  });

  it('goes on over a renewed media token without a stop', async () => {
    const { page, world } = stage;
    world.mediaTokenSeconds = 2;
    await open();
    await play();
    await eventually(() => world.log.filter((call) => call.path.endsWith('/renewal')).length).toBeGreaterThan(0);
    world.oldMediaTokens.add('t1');
    world.mediaToken = 't2';
    world.mediaTokenSeconds = 3_600;
    await page.keyboard.press('9');
    await eventually(seconds).toBeGreaterThan(22);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('says what happened when the viewer may not watch any longer, and retries', async () => {
    const { page, world, origin } = stage;
    world.problems.set('POST /videos/*/playback/renewal', { status: 404, code: 'video-not-found' });
    world.oldMediaTokens.add('t1');
    await page.goto(`${origin}/watch/${firstVideo()}`);
    await page.getByRole('alert').getByText('You may not watch this video any longer').waitFor();
    world.oldMediaTokens.clear();
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await play();
  });

  it('says so when the engine itself cannot be fetched', async () => {
    const { browser, origin } = stage;
    await stage.page.context().close();
    // What passes a service worker cannot be stopped here.
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = (stage.page = await context.newPage());
    await page.route(/\/assets\/hls[^/]*\.js$/, (route) => route.abort());
    await page.goto(`${origin}/watch/${firstVideo()}`);
    await page.getByRole('alert').getByText('The connection was lost').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
  });

  it('changes the picture by the quality menu', async () => {
    const { page } = stage;
    await open();
    await play();
    for (const height of [180, 360]) {
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('menuitemradio', { name: `${height}p`, exact: true }).click();
      await eventually(() => page.evaluate(() => document.querySelector('video')?.videoHeight)).toBe(height);
    }
    expect(ofType('RENDITION').length).toBeGreaterThan(0);
  });
});

describe('the picture', () => {
  it('is that of its time after start, seek, change of quality and of speed', async () => {
    const { page } = stage;
    await open();
    await play();
    await showsItsFrame(0, 8);
    await page.keyboard.press('5');
    await eventually(seconds).toBeGreaterThan(12.2);
    await showsItsFrame(12, 20);
    await page.keyboard.press('k');
    await page.keyboard.press('1');
    await eventually(() => page.evaluate(() => document.querySelector('video')!.seeking)).toBe(false);
    await showsItsFrame(2.3, 2.5);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('menuitemradio', { name: '180p', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('k');
    await eventually(() => page.evaluate(() => document.querySelector('video')!.videoHeight)).toBe(180);
    await showsItsFrame(2.4, 24);
    await page.keyboard.press('2');
    await page.keyboard.press('>');
    await eventually(() => page.evaluate(() => document.querySelector('video')!.playbackRate)).toBe(1.25);
    await eventually(() => ofType('RATE').length).toBe(1);
    await showsItsFrame(4.7, 24);
  });

  it('goes on where the viewer stopped', async () => {
    const { page, world } = stage;
    world.videos = world.videos.map((one) => ({ ...one, resumeAtSeconds: 9.5 }));
    await open();
    await play();
    await showsItsFrame(9.5, 20);
    expect(await page.getByText('Going on at 0:09.').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Start over' }).click();
    await eventually(seconds).toBeLessThan(9);
    await showsItsFrame(0, 9);
  });
});

describe('words on the picture', () => {
  const shown = () =>
    stage.page.evaluate(() =>
      [...document.querySelector('video')!.textTracks]
        .filter(({ kind, mode }) => kind === 'captions' && mode === 'showing')
        .map((track) => [track.language, ...[...(track.activeCues ?? [])].map((cue) => (cue as VTTCue).text)]),
    );

  it('come by key and by menu, and are kept for the next film', async () => {
    const { page } = stage;
    await open();
    await play();
    // Slowly, so that the first caption stands as long as the test needs.
    await page.evaluate(() => (document.querySelector('video')!.playbackRate = 0.25));
    expect(await shown()).toEqual([]);
    await page.keyboard.press('c');
    await eventually(shown).toEqual([['en', 'Mind the blade']]);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await eventually(shown).toEqual([['de', 'Achtung: the blade']]);
    await page.reload();
    await play();
    await eventually(shown).toEqual([['de', 'Achtung: the blade']]);
    await page.keyboard.press('c');
    await eventually(shown).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: 'play', exact: true }).waitFor();
    await eventually(() => page.evaluate(() => document.querySelector('video')!.readyState)).toBeGreaterThan(2);
    expect(await shown()).toEqual([]);
  });

  it('are the editor’s choice for who never chose', async () => {
    const { world } = stage;
    world.captions = world.captions.map((one) => ({ ...one, isDefault: one.language === 'de' }));
    await open();
    await play();
    await eventually(shown).toEqual([['de', 'Achtung: the blade']]);
  });

  it('mark the chapters on the seek bar and lead to them', async () => {
    const { page } = stage;
    await open();
    await eventually(() =>
      page.evaluate(
        () =>
          document.querySelector('media-time-range')!.shadowRoot!.querySelectorAll('#segments-clipping rect').length,
      ),
    ).toBe(3);
    await page
      .getByRole('navigation', { name: 'Chapters' })
      .getByRole('link', { name: /Taking the blade off/ })
      .click();
    await eventually(seconds).toBe(8);
  });
});

describe('keys and touch', () => {
  it('widen the picture and lead to the search', async () => {
    const { page } = stage;
    await open();
    const width = async () => (await page.getByRole('region', { name: /^Player/ }).boundingBox())?.width ?? 0;
    const narrow = await width();
    await page.setViewportSize({ width: 1900, height: 1000 });
    await page.keyboard.press('t');
    await eventually(width).toBeGreaterThan(narrow);
    await page.keyboard.press('/');
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
  });

  it('do nothing once they are turned off', async () => {
    const { page } = stage;
    await open();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Use keyboard shortcuts' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('9');
    await page.keyboard.press('?');
    expect(await seconds()).toBe(0);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('jump ten seconds by two taps on a side', async () => {
    const { browser } = stage;
    const phone = await browser.newContext({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });
    await stage.page.context().close();
    const page = (stage.page = await phone.newPage());
    await open();
    await eventually(() => page.evaluate(() => document.querySelector('video')!.readyState)).toBeGreaterThan(2);
    const box = await page.getByRole('region', { name: /^Player/ }).boundingBox();
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) * 0.85, (box?.y ?? 0) + (box?.height ?? 0) * 0.4];
    await page.touchscreen.tap(x, y);
    await page.touchscreen.tap(x, y);
    await eventually(seconds).toBe(10);
  });
});

describe('a view whose numbers run out', () => {
  it('is followed by another without a gap in what was played', async () => {
    const { page, world } = stage;
    await open();
    await play();
    await page.evaluate(() => {
      const video = document.querySelector('video')!;
      for (let count = 0; count < 8_070; count += 1) {
        video.dispatchEvent(new Event('ended'));
      }
    });
    await eventually(() => new Set(world.events.map(({ viewId }) => viewId)).size).toBe(2);
    const from = await seconds();
    await eventually(seconds).toBeGreaterThan(from + 1.5);
    await page.keyboard.press('k');
    await eventually(() => ofType('PAUSE').length).toBe(1);
    const [first = '', second = ''] = [...new Set(world.events.map(({ viewId }) => viewId))];
    const of = (viewId: string) =>
      world.events.filter((event) => event.viewId === viewId).sort((a, b) => a.sequence - b.sequence);
    expect(of(first).at(-1)?.sequence).toBeLessThanOrEqual(8_191);
    expect(of(second).map(({ type }) => type)).toEqual(['PLAY', 'PROGRESS', 'PAUSE']);
    expect(of(second)[0]?.sequence).toBe(0);
    const played = ofType('PROGRESS').sort((a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0));
    const stoppedAt = (await seconds()) * 1000;
    expect(Math.abs(playedMs() - (stoppedAt - (played[0]?.fromMs ?? 0)))).toBeLessThan(100);
  }, 120_000);
});

/** What decides whether a viewer is there, as the browser would tell it. */
async function pretend(presence: { hidden?: boolean; focused?: boolean; floating?: boolean }) {
  await stage.page.evaluate(({ hidden, focused, floating }) => {
    const video = document.querySelector('video')!;
    const say = (target: object, name: string, value: unknown) => {
      Object.defineProperty(target, name, { configurable: true, get: () => value });
    };
    if (hidden !== undefined) {
      say(document, 'visibilityState', hidden ? 'hidden' : 'visible');
      document.dispatchEvent(new Event('visibilitychange'));
    }
    if (focused !== undefined) {
      document.hasFocus = () => focused;
      window.dispatchEvent(new Event(focused ? 'focus' : 'blur'));
    }
    if (floating !== undefined) {
      say(document, 'pictureInPictureElement', floating ? video : null);
      video.dispatchEvent(new Event(floating ? 'enterpictureinpicture' : 'leavepictureinpicture'));
    }
  }, presence);
}

describe('what interrupts focus', () => {
  const focusWords = () =>
    stage.world.events.filter(({ type }) => type.startsWith('FOCUS')).map(({ cause, type }) => cause ?? type);
  const leave = async () => {
    await stage.page.keyboard.press('g');
    await stage.page.getByRole('dialog', { name: 'Your focus' }).waitFor();
  };
  const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  beforeEach(async () => {
    await open();
    await play();
    await stage.page.keyboard.press('g');
  });

  it('another window, once it has had the keyboard for a second', async () => {
    await pretend({ focused: false });
    await eventually(() => focusWords()).toContain('WINDOW_BLURRED');
    await pretend({ focused: true });
    await leave();
    await eventually(() => focusWords()).toEqual(['FOCUS_START', 'WINDOW_BLURRED', 'FOCUS_REGAINED', 'FOCUS_END']);
  });

  it('not a glance of the browser away from the window', async () => {
    const { page } = stage;
    await pretend({ focused: false });
    await pretend({ focused: true });
    await rest(1_300);
    await leave();
    await eventually(() => focusWords()).toEqual(['FOCUS_START', 'FOCUS_END']);
    expect(await page.getByText('No interruption.').isVisible()).toBe(true);
  });

  it('not another tab or window while the picture floats above it', async () => {
    await pretend({ floating: true });
    await pretend({ hidden: true, focused: false });
    await rest(1_300);
    await pretend({ hidden: false, focused: true });
    await pretend({ floating: false });
    await leave();
    await eventually(() => focusWords()).toEqual(['FOCUS_START', 'FOCUS_END']);
  });

  it('not another tab while the browser itself floats the picture', async () => {
    const { page } = stage;
    const isFloating = () => page.evaluate(() => document.pictureInPictureElement === document.querySelector('video'));
    await eventually(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
    await page.keyboard.press('i');
    await eventually(isFloating).toBe(true);
    await pretend({ hidden: true, focused: false });
    await rest(1_300);
    await pretend({ hidden: false, focused: true });
    await page.keyboard.press('i');
    await eventually(isFloating).toBe(false);
    await leave();
    await eventually(() => focusWords()).toEqual(['FOCUS_START', 'FOCUS_END']);
  });

  it('but the other tab counts as soon as the floating picture is closed there', async () => {
    await pretend({ floating: true });
    await pretend({ hidden: true });
    await pretend({ floating: false });
    await eventually(() => focusWords()).toEqual(['FOCUS_START', 'TAB_HIDDEN']);
  });

  it('not a look at a second monitor: the pointer leaves, the keyboard stays', async () => {
    const { page } = stage;
    await page.mouse.move(5, 5);
    await page.evaluate(() => {
      document.documentElement.dispatchEvent(new PointerEvent('pointerleave'));
    });
    await rest(1_500);
    await leave();
    await eventually(() => focusWords()).toEqual(['FOCUS_START', 'FOCUS_END']);
  });

  it('a phone put away or another app there, until it is back', async () => {
    await pretend({ hidden: true });
    await eventually(() => focusWords()).toEqual(['FOCUS_START', 'TAB_HIDDEN']);
    await pretend({ hidden: false });
    await eventually(() => focusWords()).toEqual(['FOCUS_START', 'TAB_HIDDEN', 'FOCUS_REGAINED']);
  });

  it('not the end of the page', async () => {
    const { page } = stage;
    await page.goto('about:blank');
    await eventually(() => focusWords()).toEqual(['FOCUS_START', 'FOCUS_END']);
  });
});

it('a pause without a movement interrupts focus after half a minute', async () => {
  const { page } = stage;
  await page.clock.install();
  await open();
  await page.keyboard.press('g');
  await page.clock.runFor(29_000);
  await page.mouse.move(40, 40);
  await page.clock.runFor(29_000);
  expect(ofType('FOCUS_LOST')).toEqual([]);
  await page.clock.runFor(2_000);
  await eventually(() => ofType('FOCUS_LOST').map(({ cause }) => cause)).toEqual(['PAUSED_AWAY']);
});

it('a task begins in focus mode with its first play', async () => {
  const { page } = stage;
  await open(`/watch/${firstVideo()}?focus`);
  expect(await page.getByRole('region', { name: /^Player/ }).getAttribute('data-focus')).toBeNull();
  await play();
  await eventually(() => page.getByRole('region', { name: /^Player/ }).getAttribute('data-focus')).toBe('true');
});

describe('focus mode', () => {
  it('leaves only the picture, hides the cursor after three seconds and comes back on a key', async () => {
    const { page, world } = stage;
    await open();
    await play();
    await page.keyboard.press('g');
    const region = page.getByRole('region', { name: /^Player/ });
    await eventually(() => region.getAttribute('data-focus')).toBe('true');
    expect(await page.getByRole('navigation').count()).toBe(0);
    await eventually(() => region.getAttribute('data-idle')).toBe('');
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('video') as Element).cursor)).toBe('none');
    await page.keyboard.press('Tab');
    await eventually(() => region.getAttribute('data-idle')).toBeNull();
    await page.keyboard.press('g');
    await page.getByRole('dialog', { name: 'Your focus' }).waitFor();
    await eventually(() =>
      world.events.filter((event) => event.type.startsWith('FOCUS')).map((event) => event.type),
    ).toEqual(['FOCUS_START', 'FOCUS_END']);
  });

  it('tells a hidden tab and the return, and offers the way back', async () => {
    const { page } = stage;
    await open();
    await play();
    await page.keyboard.press('g');
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await eventually(() => ofType('FOCUS_LOST').map((event) => event.cause)).toEqual(['TAB_HIDDEN']);
    await new Promise((resolve) => setTimeout(resolve, 1_800));
    await page.evaluate(() => {
      Reflect.deleteProperty(document, 'visibilityState');
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.getByText('Welcome back. You were at').waitFor();
    await page.getByRole('button', { name: 'Go back there' }).click();
    await eventually(() => ofType('FOCUS_REGAINED').length).toBe(1);
    await eventually(() => ofType('SEEK').length).toBe(1);
  });

  it('counts a left full screen, and asks how to go on', async () => {
    const { page, world } = stage;
    await open();
    await play();
    await page.keyboard.press('g');
    await eventually(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
    await page.evaluate(() => document.exitFullscreen());
    await page.getByRole('button', { name: 'Stay in the window' }).click();
    await eventually(() =>
      world.events.filter((event) => event.type.startsWith('FOCUS')).map((event) => event.cause ?? event.type),
    ).toEqual(['FOCUS_START', 'FULLSCREEN_LEFT', 'FOCUS_REGAINED']);
  });

  it('ends with the film', async () => {
    const { page, world } = stage;
    await open();
    await play();
    await page.keyboard.press('g');
    await page.evaluate(() => {
      document.querySelector('video')!.currentTime = 23.2;
    });
    await page.getByRole('dialog', { name: 'Your focus' }).waitFor();
    await eventually(() => world.events.slice(-2).map((event) => event.type)).toEqual(['COMPLETE', 'FOCUS_END']);
    expect(ofType('PAUSE')).toEqual([]);
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlayerEvent } from '../src/shared/player/events';
import { complaintsOf, openBrowser, openContext } from './chromium';
import { StandIn } from './server';
import { newWorld, type World } from './world';

let browser: Browser;
let standIn: StandIn;
let origin: string;
let page: Page;
let world: World;

beforeAll(async () => {
  browser = await openBrowser();
  standIn = new StandIn(newWorld());
  origin = await standIn.start();
});
afterAll(async () => {
  await browser.close();
  await standIn.stop();
});
beforeEach(async () => {
  world = standIn.world = newWorld('USER');
  world.videos = world.videos.map((one) => ({ ...one, resumeAtSeconds: 0 }));
  page = await (await openContext(browser)).newPage();
  page.setDefaultTimeout(8_000);
});
afterEach(async () => {
  await page.context().close();
});

const seconds = () => page.evaluate(() => document.querySelector('video')?.currentTime ?? -1);
const frames = () =>
  page.evaluate(() => document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0);
const eventually = (look: () => unknown, options = { timeout: 15_000, interval: 50 }) => expect.poll(look, options);
const firstVideo = () => world.videos[0]?.id ?? '';
const ofType = (type: PlayerEvent['type']) => world.events.filter((event) => event.type === type);
const playedMs = () => ofType('PROGRESS').reduce((sum, event) => sum + (event.toMs ?? 0) - (event.fromMs ?? 0), 0);

async function open(path = `/watch/${firstVideo()}`) {
  await page.goto(origin + path);
  await page.getByRole('button', { name: 'play', exact: true }).waitFor();
}

async function play() {
  await page.getByRole('button', { name: 'play', exact: true }).click();
  await eventually(seconds).toBeGreaterThan(0.3);
}

describe('the watch page', () => {
  it('plays under the content security policy: frames are decoded and advance', async () => {
    const complaints = complaintsOf(page);
    await open();
    await play();
    const before = await frames();
    await eventually(frames).toBeGreaterThan(before + 24);
    expect(complaints).toEqual([]);
  });

  it('tells what was played, to the millisecond of the playhead', async () => {
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
    await open(`/watch/${firstVideo()}?t=0m12s`);
    await play();
    expect(await seconds()).toBeGreaterThan(12);
    expect(ofType('SEEK')).toEqual([]);
    expect(await page.getByText('Going on at 0:12.').isVisible()).toBe(true);
  });

  it('sends what is left when the page closes', async () => {
    await open();
    await play();
    await eventually(seconds).toBeGreaterThan(1.5);
    const at = (await seconds()) * 1000;
    await page.goto('about:blank');
    await eventually(playedMs).toBeGreaterThan(at - 100);
  });

  it('keeps what it could not send, and sends it from the next page', async () => {
    world.problems.set('POST /events', { status: 503, code: 'collector-overloaded', retryAfter: 60 });
    await open();
    await play();
    await eventually(seconds).toBeGreaterThan(2.5);
    // A crash: no unload handler of the page runs.
    const crashed = page;
    page = await page.context().newPage();
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
    world.problems.set('POST /videos/*/playback/renewal', { status: 404, code: 'video-not-found' });
    world.oldMediaTokens.add('t1');
    await page.goto(`${origin}/watch/${firstVideo()}`);
    await page.getByRole('alert').getByText('You may not watch this video any longer').waitFor();
    world.oldMediaTokens.clear();
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await play();
  });

  it('changes the picture by the quality menu', async () => {
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

describe('focus mode', () => {
  it('leaves only the picture, hides the cursor after three seconds and comes back on a key', async () => {
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

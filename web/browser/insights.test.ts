import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { complaintsOf, openBrowser, openPage } from './chromium';
import { LOOKS, seen, TWO_LOOKS } from './looks';
import { StandIn } from './server';
import { emptyWorld, newWorld, type World } from './world';

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
  world = standIn.world = newWorld('EDITOR');
  page = (await openPage(browser)).page;
  page.setDefaultTimeout(8_000);
});
afterEach(async () => {
  await page.context().close();
});

const eventually = (look: () => unknown, options = { timeout: 15_000, interval: 50 }) => expect.poll(look, options);
const ofVideo = () => `/insights/videos/${world.videoInsights.videoId}`;
const figure = (name: string) => page.locator('dl > div', { hasText: name }).locator('dd').first();
const asked = (path: string) => world.log.filter((call) => call.path.startsWith(path)).length;

describe('the insights', () => {
  it('follow what is watched without a hand on the page', async () => {
    await page.goto(`${origin}/insights`);
    await page.getByText('3 viewers now').waitFor();
    world.overview = { ...world.overview, views: world.overview.views + 1_000, liveViewers: 1 };
    await page.getByText('1 viewer now').waitFor();
    expect(await figure('Views').textContent()).toBe(world.overview.views.toLocaleString('en'));
  });

  it('stop asking while nobody looks at them', async () => {
    await page.goto(`${origin}/insights`);
    await page.getByText('3 viewers now').waitFor();
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForTimeout(500);
    const before = asked('/analytics');
    await page.waitForTimeout(6_000);
    expect(asked('/analytics')).toBe(before);
    await page.evaluate(() => {
      Reflect.deleteProperty(document, 'visibilityState');
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await eventually(() => asked('/analytics')).toBeGreaterThan(before);
  });

  it('say how each figure is counted, and where that is defined', async () => {
    await page.goto(`${origin}/insights`);
    await page.getByRole('button', { name: 'How is “Watch time” counted?' }).click();
    const dialog = page.getByRole('dialog', { name: 'How is “Watch time” counted?' });
    await dialog.getByText('Watching a part twice counts twice.').waitFor();
    await dialog.getByRole('link', { name: 'In full under “played_ms”.' }).click();
    await page.getByRole('heading', { name: 'What the figures mean', level: 1 }).waitFor();
    await eventually(() =>
      page.getByRole('heading', { name: 'played_ms' }).evaluate((one) => one.getBoundingClientRect().top),
    ).toBeLessThan(400);
  });

  it('keep the last figures on the page while they cannot be read', async () => {
    await page.goto(`${origin}/insights`);
    await page.getByText('3 viewers now').waitFor();
    world.problems.set('GET /analytics/overview', { status: 503, code: 'analytics-unavailable' });
    await page.getByRole('alert').getByText('They are not lost').waitFor();
    expect(await figure('Views').isVisible()).toBe(true);
    world.problems.clear();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('draw a bar for each day, and tell the same in a table', async () => {
    await page.goto(`${origin}/insights`);
    await page.getByText('Show as table').click();
    const rows = page.getByRole('region', { name: 'Watch time per day' }).last().getByRole('row');
    expect(await rows.count()).toBe(world.overview.perDay.length + 1);
    expect(await inkedShare(page, 'canvas')).toBeGreaterThan(0.05);
  });

  it('lead from a video to its own insights', async () => {
    await page.goto(`${origin}/insights`);
    await page.getByRole('link', { name: 'Changing the blade of the band saw' }).click();
    await page.getByRole('heading', { level: 1, name: 'Changing the blade of the band saw' }).waitFor();
    await page.getByRole('heading', { name: 'Where viewers are' }).waitFor();
  });
});

describe('the insights of a video', () => {
  it('show the drop-off as a curve, under the pointer, and in a table', async () => {
    const complaints = complaintsOf(page);
    await page.goto(origin + ofVideo());
    const curve = page.getByRole('img', { name: /^Share of viewers over the video: 100 % at the start/ });
    await curve.waitFor();
    expect(await inkedShare(page, 'canvas')).toBeGreaterThan(0.05);
    const box = await curve.boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 100);
    await page.getByText(/\d:\d\d: \d+ viewers \(\d+ %\), [\d.]+ plays per view/).waitFor();
    await page.getByText('Show as table').click();
    const rows = page.getByRole('region', { name: 'Where viewers are' }).last().getByRole('row');
    expect(await rows.count()).toBe(101);
    expect(complaints).toEqual([]);
  });

  it('hand out the viewers as a file', async () => {
    await page.goto(origin + ofVideo());
    await page.getByRole('cell', { name: 'Priya Raman' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`viewers-${world.videoInsights.videoId}.csv`);
    expect(readFileSync(await download.path(), 'utf8')).toContain('viewer_id');
  });

  it('ask for the period that stands in the address', async () => {
    await page.goto(origin + ofVideo());
    await page.getByLabel('Period').selectOption('own');
    await page.getByLabel('From').fill('2026-02-01');
    await page.getByLabel('To', { exact: true }).fill('2026-02-28');
    await eventually(() => world.log.map(({ query }) => query)).toContain('from=2026-02-01&to=2026-03-01');
    expect(new URL(page.url()).search).toBe('?period=own&from=2026-02-01&to=2026-02-28');
  });

  it('are not for viewers', async () => {
    world.me = { ...world.me, role: 'USER' };
    await page.goto(origin + ofVideo());
    await page.getByRole('heading', { name: 'This page is for others' }).waitFor();
    expect(asked('/analytics')).toBe(0);
  });
});

describe.each([
  { name: 'insights', path: '/insights', heading: 'Most watched', route: 'GET /analytics/overview' },
  {
    name: 'insights-video',
    path: ofVideoOf(newWorld()),
    heading: 'Who has watched',
    route: 'GET /analytics/videos/*',
  },
])('the page $name', ({ name, path, heading, route }) => {
  it.each(LOOKS)('is in order with figures, $width $theme', async (look) => {
    await seen(browser, {
      url: origin + path,
      name,
      look,
      ready: (one) =>
        Promise.all([
          one.getByRole('heading', { name: heading }).waitFor(),
          one.getByRole('heading', { name: 'By device' }).waitFor(),
          one.getByRole('heading', { name: 'What interrupted' }).waitFor(),
        ]),
    });
  });

  it.each(TWO_LOOKS)('is in order without any, $width $theme', async (look) => {
    standIn.world = emptyWorld('EDITOR');
    const ready = (one: Page) => one.getByText('Nothing was watched yet').waitFor();
    await seen(browser, { url: origin + path, name: `${name}-empty`, look, ready });
  });

  it.each(TWO_LOOKS)('is in order when they cannot be read, $width $theme', async (look) => {
    world.problems.set(route, { status: 503, code: 'analytics-unavailable' });
    const ready = (one: Page) => one.getByRole('alert').waitFor();
    await seen(browser, { url: origin + path, name: `${name}-error`, look, ready, expected: /503/ });
  });
});

function ofVideoOf({ videoInsights }: World): string {
  return `/insights/videos/${videoInsights.videoId}`;
}

/** How much of a canvas is drawn on. */
async function inkedShare(of: Page, selector: string): Promise<number> {
  return of
    .locator(selector)
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return data.filter((_, index) => index % 4 === 3).filter((alpha) => alpha > 0).length / (data.length / 4);
    });
}

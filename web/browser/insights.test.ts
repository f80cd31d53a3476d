import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { complaintsOf } from './chromium';
import { eventually, setStage } from './stage';
import { newWorld, withGap } from './world';

const stage = setStage(() => newWorld('EDITOR'), 8_000);

const VIDEO = newWorld().videoInsights.videoId;
const figure = (name: string) =>
  stage.page
    .locator('dl > div', { has: stage.page.getByRole('button', { name: `How is “${name}” counted?` }) })
    .locator('dd');
const asked = (path: string) => stage.world.log.filter((call) => call.path.startsWith(path));
const queries = (path: string) => asked(path).map(({ query }) => query);
const open = (path = '') => stage.page.goto(`${stage.origin}/insights${path}`);
const section = (name: string) =>
  stage.page.getByRole('navigation', { name: 'Sections of' }).getByRole('link', { name });

describe('the insights', () => {
  it('follow what is watched without a hand on the page', async () => {
    const { page, world } = stage;
    await open();
    await figure('Views').getByText(world.overview.views.toLocaleString('en')).waitFor();
    world.overview = { ...world.overview, views: world.overview.views + 1_000 };
    await figure('Views').getByText(world.overview.views.toLocaleString('en')).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Insights');
  });

  it('are told by a stream who is watching, and what', async () => {
    const { page, world } = stage;
    await open();
    await page.getByText('3 viewers now').waitFor();
    const panel = page.getByRole('region', { name: 'Watching now', exact: true });
    await panel.getByRole('link', { name: 'Fire drill' }).waitFor();
    world.watching = { ...world.watching, viewers: 2, videos: world.watching.videos.slice(0, 1) };
    await page.getByText('2 viewers now').waitFor();
    await panel.getByRole('link', { name: 'Fire drill' }).waitFor({ state: 'detached' });
    await page.goto(`${stage.origin}/insights/videos/${VIDEO}`);
    await page.getByText('2 viewers now').waitFor();
    expect(queries('/analytics/live')).toContain(`videoId=${VIDEO}`);
  });

  it('stop asking while nobody looks at them', async () => {
    const { page } = stage;
    await open();
    await page.getByText('3 viewers now').waitFor();
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForLoadState('networkidle');
    const before = asked('/analytics').length;
    await page.waitForTimeout(6_000);
    expect(asked('/analytics').length).toBe(before);
    await page.evaluate(() => {
      Reflect.deleteProperty(document, 'visibilityState');
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await eventually(() => asked('/analytics').length).toBeGreaterThan(before);
  });

  it('compare a period with the one before', async () => {
    const { page } = stage;
    await open('?period=7');
    await figure('Views')
      .getByText(/^25 %more[\d,]+ before$/)
      .waitFor();
    await figure('Completion')
      .getByText(/^14.7 pointsmore59 % before$/)
      .waitFor();
    const [from = '', to = ''] = await comparedTimes();
    const begin = `${to.slice(0, 10)}T00:00:00.000Z`;
    expect(to).toBe(begin);
    expect(Date.parse(to) - Date.parse(from)).toBeCloseTo(Date.now() - Date.parse(to), -5);
    await page.getByText(/compared with \w+ \d+ – /).waitFor();
    await page.getByLabel('Period').selectOption('own');
    await page.getByLabel('From').fill('2026-02-08');
    await page.getByLabel('To', { exact: true }).fill('2026-02-14');
    await page.getByText('compared with Feb 1 – 7, 2026').waitFor();
    await eventually(comparedTimes).toEqual(['2026-02-01T00:00:00.000Z', '2026-02-08T00:00:00.000Z']);
  });

  it('say when nothing has changed, and when there was nothing', async () => {
    stage.world.beforeRatio = 1;
    await open();
    await figure('Views').getByText('unchanged').waitFor();
    stage.world.beforeRatio = 0;
    await open('?period=7');
    await figure('Views')
      .getByText(/^newmore0 before$/)
      .waitFor();
  });

  it('keep the period on the way through all pages', async () => {
    const { page } = stage;
    await open();
    await page.getByLabel('Period').selectOption('90');
    for (const name of ['Focus', 'Audience', 'Quality', 'Reconciliation', 'Overview']) {
      await section(name).click();
      await eventually(() => section(name).getAttribute('aria-current')).toBe('page');
      expect(new URL(page.url()).search).toBe('?period=90');
    }
    await page.getByRole('region', { name: 'Most watched', exact: true }).getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: 'Changing the blade of the band saw' }).waitFor();
    expect(await page.getByLabel('Period').inputValue()).toBe('90');
    await eventually(() => page.title()).toBe('Changing the blade of the band saw · Insights · Fovea');
    await section('Who has watched').click();
    await page.getByRole('cell', { name: 'Priya Raman', exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?period=90');
    await eventually(() => page.title()).toMatch(/^Who has watched · Changing/);
  });

  it('say how each figure is counted, and where that is defined', async () => {
    const { page } = stage;
    await open();
    await page.getByRole('button', { name: 'How is “Watch time” counted?' }).click();
    const dialog = page.getByRole('dialog', { name: 'How is “Watch time” counted?' });
    await dialog.getByText('Watching a part twice counts twice.').waitFor();
    await dialog.getByRole('link', { name: 'In full under “played_ms”.' }).click();
    await page.getByRole('heading', { name: 'What the figures mean', level: 1 }).waitFor();
    await eventually(() =>
      page.getByRole('heading', { name: 'played_ms' }).evaluate((one) => one.getBoundingClientRect().top),
    ).toBeLessThan(400);
  });

  it.each(['', '/focus', '/quality', '/reconciliation', `/videos/${VIDEO}`, `/videos/${VIDEO}/focus`])(
    'explain every figure of %s',
    async (path) => {
      const { page } = stage;
      await open(path);
      await page.locator('dl').first().waitFor();
      const names = await page.locator('dl dt').allTextContents();
      expect(names.length).toBeGreaterThan(4);
      for (const name of names) {
        await page
          .getByRole('button', { name: `How is “${name}” counted?` })
          .first()
          .click();
        const dialog = page.getByRole('dialog', { name: `How is “${name}” counted?` });
        expect(await dialog.getByRole('link').getAttribute('href')).toMatch(/^\/insights\/metrics#./);
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
      }
    },
  );

  it('keep the last figures on the page while they cannot be read', async () => {
    const { page, world } = stage;
    await open();
    await figure('Views').waitFor();
    world.problems.set('GET /analytics/overview', { status: 503, code: 'analytics-unavailable' });
    await page.getByRole('alert').getByText('They are not lost').waitFor();
    expect(await figure('Views').isVisible()).toBe(true);
    world.problems.clear();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('draw a bar for each day, and tell the same in a table', async () => {
    const { page, world } = stage;
    await open();
    await page.getByText('Show as table').click();
    const rows = page.getByRole('region', { name: 'Table: Watch time per day' }).getByRole('row');
    expect(await rows.count()).toBe(world.overview.perDay.length + 1);
    expect(await inkedShare(page.locator('canvas').first())).toBeGreaterThan(0.05);
  });

  it('are not for viewers', async () => {
    const { page, world } = stage;
    world.me = { ...world.me, role: 'USER' };
    for (const path of ['', '/reconciliation', `/videos/${VIDEO}/viewers`]) {
      await open(path);
      await page.getByRole('heading', { name: 'This page is for others' }).waitFor();
    }
    expect(asked('/analytics')).toEqual([]);
  });

  it('can be gone through by keyboard', async () => {
    const { page } = stage;
    await open();
    await section('Focus').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What interrupted' }).waitFor();
    await page.getByRole('region', { name: 'Table: Video by video' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Against the length of the video' }).waitFor();
  });
});

describe('the insights of a video', () => {
  it('show the drop-off as a curve, under the pointer, and in a table', async () => {
    const { page } = stage;
    const complaints = complaintsOf(page);
    await open(`/videos/${VIDEO}`);
    const curve = page.getByRole('img', { name: /^Share of viewers over the video: 100 % at the start/ });
    await curve.waitFor();
    expect(await inkedShare(page.locator('canvas').first())).toBeGreaterThan(0.05);
    const box = await curve.boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 100);
    await page.getByText(/\d:\d\d: \d+ viewers \(\d+ %\), \d+ again, [\d.]+ plays per view/).waitFor();
    await page.getByText('Show as table').click();
    const rows = page.getByRole('region', { name: 'Table: Where viewers are' }).getByRole('row');
    expect(await rows.count()).toBe(101);
    expect(complaints).toEqual([]);
  });

  it('hand out the viewers as a file', async () => {
    const { page } = stage;
    await open(`/videos/${VIDEO}/viewers?period=30`);
    await page.getByRole('cell', { name: 'Priya Raman', exact: true }).waitFor();
    const file = await saved('Download as CSV');
    expect(file.name).toBe(`viewers-${VIDEO}.csv`);
    expect(file.text).toContain('viewer_id');
    const [csv] = asked('/analytics/viewers').slice(-1);
    expect(csv?.query).toMatch(new RegExp(`^videoId=${VIDEO}&from=20`));
  });

  it('hand out the last view of a viewer as xAPI statements', async () => {
    const { page, world } = stage;
    await open(`/videos/${VIDEO}/viewers`);
    await page.getByRole('cell', { name: 'Priya Raman', exact: true }).waitFor();
    const file = await saved('Download the last view of Priya Raman as xAPI');
    const viewId = world.viewers[0]?.lastViewId ?? '';
    expect(file.name).toBe(`xapi-${viewId}.json`);
    expect(JSON.parse(file.text)).toEqual([{ verb: { id: 'http://adlnet.gov/expapi/verbs/initialized' } }]);
    expect(asked(`/analytics/videos/${VIDEO}/views/${viewId}/xapi`)).toHaveLength(1);
  });

  it('say why a file cannot be handed out', async () => {
    const { page, world } = stage;
    await open(`/videos/${VIDEO}/viewers`);
    await page.getByRole('cell', { name: 'Priya Raman', exact: true }).waitFor();
    const viewId = world.viewers[0]?.lastViewId ?? '';
    const path = `GET /analytics/videos/${VIDEO}/views/${viewId}/xapi`;
    world.problems.set(path, { status: 503, code: 'analytics-unavailable' });
    await page.getByRole('button', { name: 'Download the last view of Priya Raman as xAPI' }).click();
    await page.getByRole('alert').getByText('They are not lost').waitFor();
  });

  it('ask for the period that stands in the address', async () => {
    const { page } = stage;
    await open(`/videos/${VIDEO}`);
    await page.getByLabel('Period').selectOption('own');
    await page.getByLabel('From').fill('2026-02-01');
    await page.getByLabel('To', { exact: true }).fill('2026-02-28');
    await eventually(() => queries('/analytics/videos')).toContain('from=2026-02-01&to=2026-03-01');
    expect(new URL(page.url()).search).toBe('?period=own&from=2026-02-01&to=2026-02-28');
    await section('Quality').click();
    await eventually(() => queries('/analytics/quality')).toContain(`from=2026-02-01&to=2026-03-01&videoId=${VIDEO}`);
  });

  it('that there is not are said not to be there', async () => {
    const { page, world } = stage;
    world.problems.set('GET /analytics/videos/*', { status: 404, code: 'video-not-found' });
    await open(`/videos/${VIDEO}/focus`);
    await page.getByRole('heading', { level: 1, name: 'There are no insights of this video' }).waitFor();
  });
});

describe('focus', () => {
  it('is told by cause, and video by video', async () => {
    const { page, world } = stage;
    await open('/focus');
    await figure('Focus ratio').getByText('90 %', { exact: true }).waitFor();
    await figure('Per 10 minutes').getByText('1.6', { exact: true }).waitFor();
    const causes = page.getByRole('region', { name: 'What interrupted', exact: true });
    // 41 in 9.1 hours, told in ten minutes.
    await causes.getByText('0.8 per 10 min · 41 in all').waitFor();
    const rows = page.getByRole('region', { name: 'Table: Video by video' }).getByRole('row');
    expect(await rows.count()).toBe(world.focus.perVideo.length + 1);
  });

  it('stands beside the length of the video', async () => {
    const { page } = stage;
    await open(`/videos/${VIDEO}/focus`);
    const panel = page.getByRole('region', { name: 'Against the length of the video', exact: true });
    await eventually(async () => (await panel.getByRole('listitem').allTextContents()).slice(0, 4)).toEqual([
      'The video10 min',
      'An average session8 min 57 s',
      'Focused in it, on average8 min 3 s',
      'Longest stretch42 min',
    ]);
    expect(queries('/analytics/focus')).toContain(`videoId=${VIDEO}`);
  });

  it('is told along the video: in two charts, by keyboard, and in a table', async () => {
    const { page, world } = stage;
    await open(`/videos/${VIDEO}/focus`);
    const panel = page.getByRole('region', { name: 'Focus along the video', exact: true });
    await panel.getByRole('img', { name: 'Share of plays in focus over the video: 44 % at the start' }).waitFor();
    await panel.getByRole('img', { name: /^\d+ interruptions along the video, most at 4:35\.$/ }).waitFor();
    for (const canvas of await panel.locator('canvas').all()) {
      expect(await inkedShare(canvas)).toBeGreaterThan(0.02);
    }
    const position = panel.getByRole('slider', { name: 'Position' });
    await position.fill('45');
    expect(await position.getAttribute('aria-valuetext')).toBe('4:35: 9 % in focus, 9 interruptions');
    world.focus.alongVideo = world.focus.alongVideo.map((one) => ({ ...one, focusedShare: undefined }));
    await eventually(() => position.getAttribute('aria-valuetext')).toBe('4:35: not played, 9 interruptions');
    await panel.getByText('Show as table').click();
    const rows = panel.getByRole('region', { name: 'Table: Focus along the video' }).getByRole('row');
    expect(await rows.count()).toBe(101);
  });
});

describe('quality', () => {
  it('is told of all, and by device', async () => {
    const { page } = stage;
    await open('/quality');
    await figure('Start-up time').getByText('0.41 s', { exact: true }).waitFor();
    await figure('Views with an error').getByText('1.3 %', { exact: true }).waitFor();
    const rows = page.getByRole('region', { name: 'Table: By device' }).getByRole('row');
    expect(await rows.nth(2).textContent()).toMatch(/^Phone402/);
    expect(await rows.nth(4).textContent()).toContain('no figure yet');
  });
});

describe('the audience', () => {
  it('is told by category, device and region', async () => {
    const { page } = stage;
    await open('/audience');
    for (const [name, first] of [
      ['By category', 'Employee121 viewers · 14.2 h'],
      ['By device', 'Desktop140 viewers · 19.8 h'],
      ['By region', 'Unknown184 viewers · 26.4 h'],
    ] as const) {
      const region = page.getByRole('region', { name, exact: true });
      expect(await region.getByRole('listitem').first().textContent()).toBe(first);
    }
  });
});

describe('the reconciliation', () => {
  const hours = () => stage.page.getByRole('region', { name: 'Table: Hour by hour' });

  it('says that nothing is missing, and shows each hour', async () => {
    const { page, world } = stage;
    await open('/reconciliation');
    await page.getByRole('status').getByText('Nothing is missing').waitFor();
    const busy = world.reconciliation.hours.filter(({ accepted, deadLettered }) => accepted + deadLettered > 0);
    expect(await hours().getByRole('row').count()).toBe(busy.length + 1);
    await hours().getByText('Not over yet').waitFor();
    expect(await hours().getByText('Balanced').count()).toBe(busy.length - 1);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('makes a gap an alert, on every page of the insights', async () => {
    const { page, world } = stage;
    world.reconciliation = withGap;
    await open('/quality');
    await page.getByRole('alert').getByText('Figures of the last day are incomplete').waitFor();
    await page.getByRole('link', { name: 'See which hours' }).click();
    await page.getByRole('alert').getByText('37 accepted events are missing').waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
    await hours().getByRole('row', { name: /Gap/ }).getByRole('cell', { name: '37' }).waitFor();
    expect(await hours().getByText('Gap').count()).toBe(1);
  });

  it('tells when a gap is found while someone looks', async () => {
    const { page, world } = stage;
    await open('/reconciliation');
    await page.getByText('Nothing is missing').waitFor();
    world.reconciliation = withGap;
    await page.getByRole('alert').getByText('37 accepted events are missing').waitFor({ timeout: 20_000 });
  });

  it('asks for a week at most', async () => {
    await open('/reconciliation?period=own&from=2026-01-01&to=2026-02-20');
    await eventually(() => queries('/analytics/reconciliation')).toContain('from=2026-02-14&to=2026-02-21');
  });
});

/** The bounds of the latest period that another one was compared with. */
async function comparedTimes(): Promise<string[]> {
  await eventually(() => queries('/analytics/overview').some((one) => one.includes('T'))).toBe(true);
  const query = new URLSearchParams(queries('/analytics/overview').findLast((one) => /from=[\d-]+T/.test(one)));
  return [query.get('from') ?? '', query.get('to') ?? ''];
}

async function saved(button: string): Promise<{ name: string; text: string }> {
  const { page } = stage;
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** How much of a canvas is drawn on. */
async function inkedShare(of: Locator): Promise<number> {
  return of.evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return data.filter((_, index) => index % 4 === 3).filter((alpha) => alpha > 0).length / (data.length / 4);
  });
}

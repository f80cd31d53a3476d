import { AxeBuilder } from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintsOf, type Look, openBrowser, openContext } from './chromium';
import { type Scene, scenes } from './scenes';
import { StandIn } from './server';
import { newWorld } from './world';

/** Where pictures go; none are taken otherwise (`npm run screenshots` says where). */
const pictures = process.env.FOVEA_SCREENSHOTS;
const only = process.env.FOVEA_SCENE?.split(',');
const onlyLook = process.env.FOVEA_LOOK;
const allLooks: Look[] = (['light', 'dark', 'contrast'] as const).flatMap((theme) =>
  [360, 768, 1440].map((width) => ({ width, theme })),
);
const looks = allLooks.filter(({ width, theme }) => onlyLook === undefined || onlyLook === `${width}-${theme}`);
/** Every scene in every look takes long: without pictures, and none named, each is looked at once and the looks take turns. */
const inTurn = pictures === undefined && only === undefined && onlyLook === undefined;

let browser: Browser;
let standIn: StandIn;
let origin: string;

beforeAll(async () => {
  browser = await openBrowser();
  standIn = new StandIn(newWorld());
  origin = await standIn.start();
  if (pictures !== undefined) {
    mkdirSync(pictures, { recursive: true });
  }
});
afterAll(async () => {
  await browser.close();
  await standIn.stop();
});

async function settled(page: Page): Promise<void> {
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
}

async function show(page: Page, scene: Scene): Promise<void> {
  const world = (standIn.world = scene.world());
  await page.goto(origin + scene.path);
  await settled(page);
  await scene.act?.(page, world);
}

describe.each(looks)('at $width px, $theme', (look) => {
  let context: BrowserContext;
  beforeAll(async () => {
    context = await openContext(browser, look);
  });
  afterAll(() => context.close());

  const chosen = scenes.filter(
    ({ name }, index) =>
      (only === undefined || only.includes(name)) && (!inTurn || allLooks[index % allLooks.length] === look),
  );
  it.each(chosen)('$name', async (scene) => {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const complaints = complaintsOf(page);
    try {
      await show(page, scene);
      if (pictures !== undefined) {
        const path = join(pictures, `${scene.name}-${look.width}-${look.theme}.png`);
        const isWhole = !/^(focus|watch-settings)/.test(scene.name) && (await page.getByRole('dialog').count()) === 0;
        const seen = page.viewportSize();
        if (isWhole && seen !== null) {
          // As tall as the page: what is stuck to an edge stands there, and pictures further down are fetched.
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.setViewportSize({ ...seen, height });
        }
        await page.waitForTimeout(350);
        await page.screenshot({ path });
        if (seen !== null) {
          await page.setViewportSize(seen);
        }
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, 'pixels that stick out').toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(
        violations.map(({ id, help, nodes }) => ({
          id,
          help,
          nodes: nodes.slice(0, 4).map((node) => node.html.slice(0, 220)),
        })),
      ).toEqual([]);
      const refusals = scene.withProblems ? complaints.filter((one) => /policy/i.test(one)) : complaints;
      expect(refusals).toEqual([]);
    } finally {
      await page.close();
    }
  });
});

import { AxeBuilder } from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { complaintsOf, type Look, openPage } from './chromium';

const pictures = join(import.meta.dirname, '../target/screenshots');

export const LOOKS: Look[] = [
  { width: 1440, theme: 'light' },
  { width: 1440, theme: 'dark' },
  { width: 360, theme: 'light' },
  { width: 360, theme: 'dark' },
];
/** For states that differ little from each other. */
export const TWO_LOOKS: Look[] = [
  { width: 1440, theme: 'light' },
  { width: 360, theme: 'dark' },
];

/**
 * Opens a page in one look and holds it to what every page must be: nothing for axe to find, no wider than the screen,
 * no complaint in the console. Leaves a picture in target/screenshots.
 *
 * @param ready is there once the page is what is to be seen
 * @param expected complaints, of answers that are refused on purpose
 */
export async function seen(
  browser: Browser,
  {
    url,
    name,
    look,
    ready,
    expected,
  }: { url: string; name: string; look: Look; ready: (page: Page) => Promise<unknown>; expected?: RegExp },
): Promise<void> {
  const { context, page } = await openPage(browser, look);
  const complaints = complaintsOf(page);
  try {
    page.setDefaultTimeout(15_000);
    await page.goto(url);
    await ready(page);
    await page.evaluate(() => document.fonts.ready);
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}-${look.width}-${look.theme}.png`), fullPage: true });
    const found = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)).toEqual([]);
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(tooWide).toBeLessThanOrEqual(0);
    expect(complaints.filter((one) => !expected?.test(one))).toEqual([]);
  } finally {
    await context.close();
  }
}

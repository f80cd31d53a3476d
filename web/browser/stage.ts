import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openBrowser, openPage } from './chromium';
import { StandIn } from './server';
import { newWorld, type World } from './world';

/** What a browser test plays on. */
export type Stage = {
  readonly browser: Browser;
  readonly standIn: StandIn;
  readonly origin: string;
  page: Page;
  world: World;
};

/** One browser and one stand-in for a file of tests, a fresh page and a fresh world for each of them. */
export function setStage(makeWorld: () => World, timeoutMs = 60_000): Stage {
  let browser: Browser;
  let standIn: StandIn;
  let origin: string;
  let page: Page;
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
    standIn.world = makeWorld();
    page = (await openPage(browser)).page;
    page.setDefaultTimeout(timeoutMs);
  });
  afterEach(() => page.context().close());
  return {
    get browser() {
      return browser;
    },
    get standIn() {
      return standIn;
    },
    get origin() {
      return origin;
    },
    get page() {
      return page;
    },
    set page(other) {
      page = other;
    },
    get world() {
      return standIn.world;
    },
    set world(world) {
      standIn.world = world;
    },
  };
}

export const eventually = (look: () => unknown) => expect.poll(look, { timeout: 60_000, interval: 50 });

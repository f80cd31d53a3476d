import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Where Chromium is; playwright-core brings none. */
export const executablePath = process.env.FOVEA_CHROMIUM ?? '/usr/bin/chromium';

export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS });
}

export type Look = { width: number; theme: 'light' | 'dark' | 'contrast'; height?: number };

export async function openContext(
  browser: Browser,
  look: Look = { width: 1440, theme: 'light' },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height ?? (look.width < 600 ? 780 : 900) },
    colorScheme: look.theme === 'light' ? 'light' : 'dark',
    deviceScaleFactor: 1,
    serviceWorkers: process.env.FOVEA_SW === 'block' ? 'block' : 'allow',
  });
  if (look.theme === 'contrast') {
    await context.addInitScript(() => {
      localStorage.setItem('fovea.theme', 'contrast');
    });
  }
  return context;
}

/** Everything the page complained about: errors, refused policies, failed scripts. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      complaints.push(message.text());
    }
  });
  return complaints;
}

export async function openPage(browser: Browser, look?: Look): Promise<{ context: BrowserContext; page: Page }> {
  const context = await openContext(browser, look);
  return { context, page: await context.newPage() };
}

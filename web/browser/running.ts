import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { texts } from '../src/shared/ui/texts';
import { openPage } from './chromium';

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set`);
  }
  return value;
}

/** A Fovea that runs, who may do everything there, and a film for it. */
export const origin = given('FOVEA_URL');
export const admin = { email: given('FOVEA_ADMIN_EMAIL'), password: given('FOVEA_ADMIN_PASSWORD') };
export const clip = given('FOVEA_CLIP');

export const eventually = <T>(look: () => Promise<T> | T, timeout = 60_000) =>
  expect.poll(look, { timeout, interval: 200 });

export async function signedIn(browser: Browser, who: { email: string; password: string }): Promise<Page> {
  const { page } = await openPage(browser);
  page.setDefaultTimeout(30_000);
  await page.goto(origin);
  await page.getByLabel(texts.auth.email).fill(who.email);
  await page.getByLabel(texts.auth.password, { exact: true }).fill(who.password);
  await page.getByRole('button', { name: texts.auth.submit }).click();
  await page.getByRole('heading', { name: texts.library.title, level: 1 }).waitFor();
  return page;
}

let token = { value: '', goodUntilMs: 0 };

async function bearer(): Promise<string> {
  if (Date.now() > token.goodUntilMs) {
    const signIn = await fetch(`${origin}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(admin),
    });
    const { accessToken, expiresIn } = (await signIn.json()) as { accessToken: string; expiresIn: number };
    token = { value: accessToken, goodUntilMs: Date.now() + expiresIn * 500 };
  }
  return `Bearer ${token.value}`;
}

/** As the administrator. */
export async function call(
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: BodyInit } = {},
): Promise<Response> {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    ...init,
    headers: { authorization: await bearer(), 'content-type': 'application/json', ...init.headers },
  });
  expect(answer.ok, `${path} answered ${answer.status}`).toBe(true);
  return answer;
}

/** What a script of an analyst would ask. */
export async function api<T>(path: string, init: { method?: string; body?: unknown } = {}): Promise<T> {
  const answer = await call(path, {
    method: init.method ?? 'GET',
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  return (await answer.json()) as T;
}

/** Where the film on the page stands. */
export const seconds = (page: Page) => page.evaluate(() => document.querySelector('video')?.currentTime ?? -1);

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Video } from '../src/shared/api/types';
import { texts } from '../src/shared/ui/texts';
import { openBrowser } from './chromium';
import { admin, api, call, clip, eventually, origin, seconds, signedIn } from './running';

/** The film's index stands in front, and the store is a disk. */
const film = Uint8Array.from(readFileSync(clip));
const title = `Early ${Date.now()}`;
/** The film's spans of 6, 12 and 24 seconds are encoded of so much of it. */
const ENOUGH = 0.6;
const ENCODED_WITHIN_MS = 300_000;
/** Bytes a second: as good as no limit. */
const FAST = 100_000_000;

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

const get = (id: string) => api<Video>(`/videos/${id}`);

async function manifestOf(id: string): Promise<string> {
  await eventually(async () => (await get(id)).status, ENCODED_WITHIN_MS).toBe('READY');
  return (await get(id)).manifestHash ?? expect.fail('it is ready and has no manifest');
}

/** All of it in one request. @return the id of its video */
async function uploaded(): Promise<string> {
  const { videoId } = await api<{ videoId: string }>('/uploads', {
    method: 'POST',
    body: { title, filename: 'film.mp4', sizeBytes: film.length, contentType: 'video/mp4' },
  });
  await call(`/uploads/${videoId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/offset+octet-stream', 'tus-resumable': '1.0.0', 'upload-offset': '0' },
    body: film,
  });
  return videoId;
}

it('a film is watched in the page that has yet to send its end, and becomes what it would have been', async () => {
  const page = await signedIn(browser, admin);
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  const sendAtMost = (uploadThroughput: number) =>
    line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: FAST,
      uploadThroughput,
    });
  await page.goto(`${origin}/upload`);
  await sendAtMost(film.length / 30);
  await page.getByTestId('upload-files').setInputFiles(clip);
  await page.getByLabel(texts.upload.titleField).fill(title);
  await page.getByRole('button', { name: texts.upload.startAll(1) }).click();
  const found = async () =>
    (await api<{ items: Video[] }>('/videos?mine=true')).items.find((one) => one.title === title);
  await eventually(async () => (await found())?.receivedBytes ?? 0, ENCODED_WITHIN_MS).toBeGreaterThan(
    ENOUGH * film.length,
  );
  // A limit holds for the requests after it: this one would go on as it began.
  await page.getByRole('button', { name: texts.upload.pauseOf(basename(clip)) }).click();
  const id = (await found())?.id ?? expect.fail('the video is gone');
  await eventually(async () => (await get(id)).progress?.unitsDone ?? 0, ENCODED_WITHIN_MS).toBeGreaterThanOrEqual(3);
  await page.getByRole('button', { name: texts.library.preview(title) }).click();
  const preview = page.getByRole('dialog', { name: texts.library.preview(title) });
  await preview.getByRole('button', { name: 'play', exact: true }).click();
  await eventually(() => seconds(page)).toBeGreaterThan(1);
  expect(await page.evaluate(() => document.querySelector('video')?.played.start(0))).toBeLessThan(1);
  const { status, receivedBytes } = await get(id);
  expect(status).toBe('UPLOADING');
  expect(receivedBytes).toBeLessThan(film.length);

  await page.keyboard.press('Escape');
  await sendAtMost(FAST);
  await page.getByRole('button', { name: texts.upload.resumeOf(basename(clip)) }).click();
  await page.getByText(texts.upload.finished, { exact: true }).first().waitFor({ timeout: 120_000 });
  expect(await manifestOf(id)).toBe(await manifestOf(await uploaded()));
});

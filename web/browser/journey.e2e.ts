import { basename } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { texts } from '../src/shared/ui/texts';
import { complaintsOf, openBrowser, openPage } from './chromium';
import { playInShaka, readStrictly } from './otherPlayers';
import { admin, api, clip, eventually, origin, seconds, signedIn as signIn } from './running';

const run = Date.now();
const uploader = { email: `uploader-${run}@fovea.local`, password: `quiet room ${run}` };
const viewer = { email: `viewer-${run}@fovea.local`, password: `quiet hall ${run}` };
const title = `Journey ${run}`;

let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

async function signedIn(who: { email: string; password: string }): Promise<Page> {
  const page = await signIn(browser, who);
  // Signing in asks for a session that is not there yet; what comes after must be silent.
  const heard = complaintsOf(page);
  page.on('close', () => complaints.push(...heard));
  return page;
}

const frames = (page: Page) =>
  page.evaluate(() => document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0);

describe('from a film to a chart', () => {
  let videoId = '';
  let watchedMs = 0;

  it('an admin makes two people of one category, and one chooses a password', async () => {
    const page = await signedIn(admin);
    await page.getByRole('link', { name: texts.navigation.people, exact: true }).click();
    const create = async ({ email, name, password }: { email: string; name: string; password?: string }) => {
      await page.getByRole('button', { name: texts.people.add }).click();
      const dialog = page.getByRole('dialog', { name: texts.people.add });
      await dialog.getByLabel(texts.people.name).fill(name);
      await dialog.getByLabel(texts.people.email).fill(email);
      await dialog.getByLabel(texts.common.category).selectOption(texts.category.TECHNICIAN);
      if (password !== undefined) {
        await dialog.getByText(texts.people.givePassword).click();
        await dialog.getByLabel(texts.people.passwordField, { exact: true }).fill(password);
      }
      await dialog.getByRole('button', { name: texts.people.create }).click();
    };
    await create({ ...viewer, name: 'Journey Viewer' });
    await page.getByText(texts.people.created('Journey Viewer')).waitFor();
    await create({ email: uploader.email, name: 'Journey Uploader' });
    const shown = page.getByRole('textbox', { name: texts.people.initialField });
    await shown.waitFor();
    const initial = await shown.inputValue();
    await page.getByRole('button', { name: texts.common.done }).click();
    await page.close();

    const { page: first } = await openPage(browser);
    await first.goto(origin);
    await first.getByLabel(texts.auth.email).fill(uploader.email);
    await first.getByLabel(texts.auth.password, { exact: true }).fill(initial);
    await first.getByRole('button', { name: texts.auth.submit }).click();
    await first.getByLabel(texts.auth.currentPassword).fill(initial);
    await first.getByLabel(texts.auth.newPassword, { exact: true }).fill(uploader.password);
    await first.getByLabel(texts.auth.repeatPassword).fill(uploader.password);
    await first.getByRole('button', { name: texts.auth.changeSubmit }).click();
    await first.getByRole('heading', { name: texts.library.title, level: 1 }).waitFor();
    await first.context().close();
  });

  it('an uploader chooses the clip and it arrives', async () => {
    const page = await signedIn(uploader);
    await page.getByRole('link', { name: texts.navigation.upload, exact: true }).click();
    await page.locator('input[type=file]').setInputFiles(clip);
    await page.getByLabel(texts.upload.titleField).fill(title);
    await page.getByRole('button', { name: texts.upload.startAll(1) }).click();
    await page.getByText(texts.upload.finished, { exact: true }).waitFor({ timeout: 120_000 });
    const mine = await api<{ items: { id: string; title: string }[] }>(`/videos?q=${encodeURIComponent(title)}`);
    videoId = mine.items.find((video) => video.title === title)?.id ?? '';
    expect(videoId, `${basename(clip)} is in the catalogue`).not.toBe('');
    await page.close();
  });

  it('an admin watches the job to its end and approves the film', async () => {
    const page = await signedIn(admin);
    await page.getByRole('link', { name: texts.navigation.jobs, exact: true }).click();
    const job = page.getByRole('row').filter({ hasText: title }).first();
    await job.waitFor();
    await eventually(async () => (await api<{ status: string }>(`/videos/${videoId}`)).status, 540_000).toBe('READY');
    await job.getByText(texts.jobs.status.COMPLETED).waitFor();
    await page.getByRole('link', { name: texts.navigation.review, exact: true }).click();
    await page.getByRole('heading', { name: texts.review.title, level: 1 }).waitFor();
    await page.getByText(title).first().click();
    await page.getByRole('button', { name: texts.review.approve, exact: true }).click();
    await page.getByText(texts.review.approved(title)).waitFor();
    await page.close();
  });

  it('a viewer of the category watches it in focus mode: decoded frames advance', async () => {
    const page = await signedIn(viewer);
    await eventually(async () => {
      await page.goto(origin);
      const film = page.getByRole('link', { name: new RegExp(title) }).first();
      return film.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    }).toBe(true);
    await page.goto(`${origin}/watch/${videoId}`);
    await page.getByRole('button', { name: 'play', exact: true }).click();
    await eventually(() => seconds(page)).toBeGreaterThan(0.3);
    await page.keyboard.press('g');
    const before = await frames(page);
    await eventually(() => frames(page)).toBeGreaterThan(before + 48);
    await eventually(() => seconds(page)).toBeGreaterThan(6);
    await page.keyboard.press('k');
    await eventually(() => page.evaluate(() => document.querySelector('video')?.paused)).toBe(true);
    watchedMs = (await seconds(page)) * 1000;
    await page.keyboard.press('g');
    await page.close({ runBeforeUnload: true });
  });

  it('other players play it, and its playlists bear a strict reader', async () => {
    const playback = await api<{ hls: string; dash: string; durationSeconds: number }>(`/videos/${videoId}/playback`);
    const playlists = await readStrictly(new URL(playback.hls, origin).href);
    expect(playlists.variants).toBeGreaterThan(1);
    for (const manifest of [playback.hls, playback.dash]) {
      const played = await playInShaka(browser, new URL(manifest, origin).href);
      expect(played.errors, manifest).toEqual([]);
      expect(played.ended, manifest).toBe(true);
      expect(played.bufferedFrom, manifest).toBeLessThan(0.05);
      expect(played.duration, manifest).toBeCloseTo(playback.durationSeconds, 1);
      expect(played.heights, manifest).toHaveLength(playlists.variants);
    }
  });

  it('the watched seconds are in ClickHouse and on the page', async () => {
    const chart = () =>
      api<{ playedMs: number; uniqueMs: number; views: number; viewers: number; focus: { sessions: number } }>(
        `/analytics/videos/${videoId}`,
      );
    await eventually(async () => Math.abs((await chart()).playedMs - watchedMs)).toBeLessThanOrEqual(250);
    await eventually(async () => (await chart()).focus.sessions).toBe(1);
    const figures = await chart();
    expect(figures.views).toBe(1);
    expect(figures.viewers).toBe(1);
    const page = await signedIn(admin);
    await page.goto(`${origin}/insights/videos/${videoId}/viewers`);
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByText('Journey Viewer').first().waitFor();
    await page.close();
  });

  it('nothing broke on any page', () => {
    expect(complaints).toEqual([]);
  });
});

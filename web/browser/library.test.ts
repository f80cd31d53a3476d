import type { Video } from '../src/shared/api/types';
import { describe, expect, it } from 'vitest';
import { eventually, setStage } from './stage';
import { newWorld } from './world';

const stage = setStage(() => newWorld());

/** So many, newest first. */
function lessons(count: number): Video[] {
  const template = stage.world.videos[0] ?? expect.fail('there is no video');
  return Array.from({ length: count }, (_, index) => ({
    ...template,
    id: `0190b5a2-0000-7000-8000-${String(70_000 + index).padStart(12, '0')}`,
    title: `Lesson ${index + 1}`,
  }));
}

const titles = () =>
  stage.page.getByRole('region', { name: 'All videos' }).getByRole('heading', { level: 3 }).allTextContents();
const queries = () =>
  stage.world.log.filter(({ path }) => path === '/videos').map(({ query }) => new URLSearchParams(query));

describe('the library', () => {
  it('is searched, sorted and filtered by its address, and by nothing else', async () => {
    const { page, world, origin } = stage;
    await page.goto(origin);
    await page.getByRole('searchbox', { name: 'Search' }).fill('the');
    const fitting = world.videos.filter(({ title }) => title.toLowerCase().includes('the')).map(({ title }) => title);
    expect(fitting.length).toBeGreaterThan(1);
    await eventually(titles).toEqual(fitting);
    await page.getByLabel('Sort by').selectOption('Title');
    const sorted = fitting.toSorted((one, other) => one.localeCompare(other));
    await eventually(titles).toEqual(sorted);
    expect(new URL(page.url()).search).toBe('?q=the&sort=title');
    await page.reload();
    await eventually(titles).toEqual(sorted);
    await page.getByLabel('Status', { exact: true }).selectOption('REJECTED');
    await eventually(() => queries().at(-1)?.get('status')).toBe('REJECTED');
    expect(queries().at(-1)?.get('q')).toBe('the');
    await page.getByRole('searchbox', { name: 'Search' }).fill('submarine');
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await eventually(titles).toEqual(world.videos.map(({ title }) => title));
    expect(new URL(page.url()).search).toBe('');
  });

  it('asks for the next page by the cursor that came with this one', async () => {
    const { page, world, origin } = stage;
    world.videos = lessons(120);
    await page.goto(origin);
    await eventually(async () => (await titles()).length).toBe(48);
    await page.getByRole('button', { name: 'Show more' }).click();
    await eventually(async () => (await titles()).length).toBe(96);
    await page.getByRole('button', { name: 'Show more' }).click();
    await eventually(titles).toEqual(world.videos.map(({ title }) => title));
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
  });

  it('of 10 000 videos shows a page, and one more by each press', async () => {
    const { page, world, origin } = stage;
    world.videos = lessons(10_000);
    await page.goto(origin);
    for (let pages = 1; pages < 10; pages += 1) {
      await eventually(async () => (await titles()).length).toBe(48 * pages);
      await page.getByRole('button', { name: 'Show more' }).click();
    }
    await eventually(titles).toEqual(world.videos.slice(0, 480).map(({ title }) => title));
    expect(await page.locator('*').count()).toBeLessThan(480 * 20);
  });

  it.each([
    ['the library', () => '/', () => ['/videos', '/videos/begun']],
    ['a film', (id: string) => `/watch/${id}`, (id: string) => [`/videos/${id}`, `/videos/${id}/playback`]],
  ])('is asked for %s before the application is loaded, and once', async (_, pathOf, askedOf) => {
    const { page, world, origin } = stage;
    world.videos = world.videos.filter(({ status }) => status === 'APPROVED'); // nothing that is looked at again
    const { id, title } = world.videos[0] ?? expect.fail('there is no video');
    const asked = () =>
      world.log
        .map(({ path }) => path)
        .filter((path) => askedOf(id).includes(path))
        .toSorted();
    await page.route(/\/assets\/start-.*\.js$/, async (route) => {
      await eventually(asked).toEqual(askedOf(id));
      await route.continue();
    });
    await page.goto(origin + pathOf(id));
    await page.getByRole('heading', { name: title }).first().waitFor();
    expect(asked()).toEqual(askedOf(id));
  });

  it('shows what was begun, and how far', async () => {
    const { page, world, origin } = stage;
    world.videos = world.videos.map((one, index) => ({ ...one, resumeAtSeconds: index === 2 ? 72 : 0 }));
    await page.goto(origin);
    const begun = page.getByRole('region', { name: 'Continue watching' });
    await begun.getByRole('heading', { name: world.videos[2]?.title ?? '' }).waitFor();
    expect(await begun.getByRole('article').count()).toBe(1);
    await begun.getByText('Watched until 1:12').waitFor({ state: 'attached' });
  });
});

describe('what a viewer chose in the player', () => {
  it('is kept for the next film: speed, volume and sound', async () => {
    const { page, world, origin } = stage;
    const [first, second] = world.videos;
    const open = async (id = '') => {
      await page.goto(`${origin}/watch/${id}`);
      await page.getByRole('button', { name: 'play', exact: true }).waitFor();
    };
    const chosen = () =>
      page.evaluate(() => {
        const { playbackRate, volume, muted } = document.querySelector('video')!;
        return { playbackRate, volume: Math.round(volume * 100), muted };
      });
    await open(first?.id);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('menuitemradio', { name: '1.5×' }).click();
    await eventually(chosen).toEqual({ playbackRate: 1.5, volume: 90, muted: true });
    await open(second?.id);
    await eventually(chosen).toEqual({ playbackRate: 1.5, volume: 90, muted: true });
    await page.keyboard.press('m');
    await eventually(chosen).toEqual({ playbackRate: 1.5, volume: 90, muted: false });
    await page.reload();
    await page.getByRole('button', { name: 'play', exact: true }).waitFor();
    await eventually(chosen).toEqual({ playbackRate: 1.5, volume: 90, muted: false });
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintsOf } from './chromium';
import { eventually, setStage } from './stage';
import { newWorld } from './world';

const stage = setStage(() => newWorld('USER'));
let intranet: Server;

beforeAll(async () => {
  const { standIn, origin } = stage;
  // Another site of the same organisation: another origin, which the stand-in allows to frame the player.
  intranet = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<h1>Intranet</h1><iframe width="640" height="360" src="${origin}${request.url ?? ''}"></iframe>`);
  });
  await new Promise<void>((resolve) => intranet.listen(0, '127.0.0.1', resolve));
  standIn.framedBy = `http://localhost:${(intranet.address() as AddressInfo).port}`;
});
afterAll(() => {
  intranet.closeAllConnections();
  intranet.close();
});

const videoId = () => stage.world.videos[0]?.id ?? '';

describe('the player in another site’s page', () => {
  it('plays, and counts what is played', async () => {
    const { page, world, standIn } = stage;
    await page.goto(`${standIn.framedBy}/embed/${videoId()}`);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: 'play', exact: true }).click();
    await eventually(() => world.events.map(({ type }) => type)).toContain('PLAY');
    const link = frame.getByRole('link', { name: /Changing the blade/ });
    expect(await link.getAttribute('href')).toBe(`/watch/${videoId()}`);
  });

  it('shows no password field in a frame', async () => {
    const { page, world, standIn } = stage;
    world.signedIn = false;
    await page.goto(`${standIn.framedBy}/embed/${videoId()}`);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Sign in to watch' }).waitFor();
    expect(await frame.getByLabel('Password', { exact: true }).count()).toBe(0);
    world.signedIn = true;
    await frame.getByRole('button', { name: 'Try again' }).click();
    await frame.getByRole('button', { name: 'play', exact: true }).waitFor();
  });

  it('is the only page that may stand there', async () => {
    const { page, standIn } = stage;
    const complaints = complaintsOf(page);
    await page.goto(`${standIn.framedBy}/watch/${videoId()}`);
    await eventually(() => complaints.join()).toContain('frame-ancestors');
    expect(await page.frameLocator('iframe').getByRole('button').count()).toBe(0);
  });
});

describe('the installed pages', () => {
  it('can be installed', async () => {
    const { page, origin } = stage;
    await page.goto(origin);
    const manifest = (await (await page.request.get(`${origin}/manifest.json`)).json()) as {
      display: string;
      icons: { src: string; sizes: string }[];
    };
    expect(manifest.display).toBe('standalone');
    for (const { src } of manifest.icons) {
      expect((await page.request.get(origin + src)).headers()['content-type']).toMatch(/^image\//);
    }
    expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(['any', '192x192', '512x512', '512x512']);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL)).toBe(
      `${origin}/sw.js`,
    );
  });

  it('open without a network, and have kept nothing of the services', async () => {
    const { page, world, origin } = stage;
    await page.goto(origin);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await page
      .getByRole('link', { name: /Changing the blade/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'play', exact: true }).click();
    await eventually(() => world.events.map(({ type }) => type)).toContain('PLAY');
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return all.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept).toContain('/');
    expect(kept.filter((path) => path !== '/' && !path.startsWith('/assets/'))).toEqual([]);
    world.isDown = true;
    await page.reload();
    await page.getByRole('heading', { name: 'The server cannot be reached' }).waitFor();
    world.isDown = false;
    await page.getByRole('button', { name: 'play', exact: true }).waitFor();
  });
});

it('markup in titles, descriptions, captions and chapters stays text', async () => {
  const { page, world, origin } = stage;
  const complaints = complaintsOf(page);
  const markup = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
  const uploader = { id: world.me.id, displayName: markup };
  world.videos = world.videos.map((one) => ({ ...one, title: markup, description: markup, uploader }));
  world.chapters = [{ startSeconds: 0, title: markup }];
  world.captions = [
    {
      language: 'en',
      label: markup,
      isDefault: true,
      cues: 1,
      text: `WEBVTT\n\n00:00:00.000 --> 00:00:24.000\n${markup}\n`,
    },
  ];
  for (const path of ['/', '/mine', `/watch/${videoId()}`, `/videos/${videoId()}/edit`]) {
    await page.goto(origin + path);
    await page.getByText(markup).first().waitFor({ state: 'attached' });
  }
  await page.goto(`${origin}/watch/${videoId()}`);
  await page.getByRole('button', { name: 'play', exact: true }).click();
  await eventually(() => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)).toBeGreaterThan(0.5);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitemradio', { name: markup }).waitFor();
  expect(await page.evaluate(() => 'hit' in window)).toBe(false);
  expect(complaints).toEqual([]);
});

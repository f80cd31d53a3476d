import { createRequire } from 'node:module';
import type Hls from 'hls.js';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from './chromium';

/** The multivariant playlist of a film that is there in both codecs. */
const playlist = process.env.FOVEA_HLS ?? expect.fail('FOVEA_HLS is not set');

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

type Shown = { codec: string; loaded: string[]; frames: number; corrupted: number; height: number; picture: number[] };

/** Plays the renditions of one codec alone, to their end, and then shows the picture of a moment. */
async function shown(codec: 'avc1' | 'av01', atSeconds: number): Promise<Shown> {
  const page = await browser.newPage();
  try {
    // A page of the film's origin that nothing of ours is on.
    await page.route('**/other-player', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><video muted></video>' }),
    );
    await page.goto(new URL('/other-player', playlist).href);
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('hls.js') });
    return await page.evaluate(
      async ({ url, codec, atSeconds }) => {
        const Player = (window as unknown as { Hls: typeof Hls }).Hls;
        const video = document.querySelector('video')!;
        const hls = new Player();
        const loaded = new Set<string>();
        let tells = 'nothing went wrong';
        hls.on(Player.Events.ERROR, (_, { details }) => {
          tells = details;
        });
        const until = (event: 'ended' | 'seeked') =>
          new Promise<void>((resolve, reject) => {
            video.addEventListener(event, () => {
              resolve();
            });
            setTimeout(() => {
              reject(new Error(`no ${event}: stands at ${video.currentTime}, ${tells}`));
            }, 60_000);
          });
        hls.on(Player.Events.FRAG_BUFFERED, (_, { frag }) => {
          if (frag.type.toString() === 'main') {
            loaded.add(hls.levels[frag.level]?.videoCodec ?? '');
          }
        });
        const level = await new Promise<number>((resolve) => {
          hls.on(Player.Events.MANIFEST_PARSED, () => {
            const found = hls.levels.findIndex((one) => one.videoCodec?.startsWith(codec));
            hls.startLevel = found;
            hls.currentLevel = found;
            resolve(found);
          });
          hls.loadSource(url);
        });
        if (level < 0) {
          throw new Error(`no ${codec} that this browser plays`);
        }
        hls.attachMedia(video);
        const ended = until('ended');
        await video.play();
        await ended;
        const { totalVideoFrames, corruptedVideoFrames } = video.getVideoPlaybackQuality();
        const seeked = until('seeked');
        video.currentTime = atSeconds;
        await seeked;
        const canvas = new OffscreenCanvas(64, 36);
        const context = canvas.getContext('2d')!;
        context.drawImage(video, 0, 0, canvas.width, canvas.height);
        return {
          codec: hls.levels[level]?.videoCodec ?? '',
          loaded: [...loaded],
          frames: totalVideoFrames,
          corrupted: corruptedVideoFrames,
          height: video.videoHeight,
          picture: [...context.getImageData(0, 0, canvas.width, canvas.height).data],
        };
      },
      { url: playlist, codec, atSeconds },
    );
  } finally {
    await page.close();
  }
}

/** How far apart two pictures are, of 255. */
const apart = (one: number[], other: number[]) =>
  one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;

it('AV1 shows what H.264 shows', async () => {
  const avc = await shown('avc1', 3.02);
  const av1 = await shown('av01', 3.02);
  const later = await shown('avc1', 5.02);

  for (const one of [avc, av1]) {
    expect(one.loaded).toEqual([one.codec]);
    expect(one.frames).toBeGreaterThan(100);
    expect(one.corrupted).toBe(0);
    expect(one.height).toBe(240);
  }
  expect(av1.codec).toMatch(/^av01\.0\./);
  expect(apart(avc.picture, av1.picture)).toBeLessThan(apart(avc.picture, later.picture) / 3);
});

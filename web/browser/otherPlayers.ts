import { createRequire } from 'node:module';
import HLS from 'hls-parser';
import type { Browser } from 'playwright-core';

/** What others make of a film: a strict reader of playlists, and a player of both HLS and DASH. */

type Shaka = {
  polyfill: { installAll(): void };
  Player: new () => {
    attach(video: HTMLVideoElement): Promise<void>;
    load(url: string): Promise<void>;
    getVariantTracks(): { height: number }[];
    addEventListener(type: 'error', listener: (event: { detail: { code: number } }) => void): void;
  };
};

export type Played = { heights: number[]; duration: number; bufferedFrom: number; ended: boolean; errors: number[] };

/** Plays the beginning and the end of a film, given by its manifest, in Shaka Player. */
export async function playInShaka(browser: Browser, manifest: string): Promise<Played> {
  const page = await browser.newPage();
  try {
    // A page of the film's origin that nothing of ours is on.
    await page.route('**/other-player', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><video muted></video>' }),
    );
    await page.goto(new URL('/other-player', manifest).href);
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('shaka-player') });
    return await page.evaluate(async (url) => {
      const { shaka } = window as unknown as { shaka: Shaka };
      shaka.polyfill.installAll();
      const video = document.querySelector('video');
      if (video === null) {
        throw new Error('no video');
      }
      const player = new shaka.Player();
      const errors: number[] = [];
      player.addEventListener('error', (event) => errors.push(event.detail.code));
      await player.attach(video);
      await player.load(url);
      const until = (event: 'timeupdate' | 'ended', reached: () => boolean) =>
        new Promise<void>((resolve, reject) => {
          video.addEventListener(event, () => {
            if (reached()) {
              resolve();
            }
          });
          setTimeout(() => {
            reject(new Error(`stands at ${video.currentTime}, errors ${errors.join()}`));
          }, 60_000);
        });
      const begun = until('timeupdate', () => video.currentTime > 2);
      await video.play();
      await begun;
      const bufferedFrom = video.buffered.start(0);
      const ended = until('ended', () => true);
      video.currentTime = video.duration - 1;
      await ended;
      return {
        heights: [...new Set(player.getVariantTracks().map((track) => track.height))].sort((a, b) => a - b),
        duration: video.duration,
        bufferedFrom,
        ended: video.ended,
        errors,
      };
    }, manifest);
  } finally {
    await page.close();
  }
}

/** Reads a multivariant playlist and every playlist that it names, and throws at the first breach of RFC 8216. */
export async function readStrictly(multivariant: string): Promise<{ variants: number; segments: number }> {
  HLS.setOptions({ strictMode: true });
  const read = async (url: string) => {
    const answer = await fetch(url);
    if (!answer.ok) {
      throw new Error(`${url} answered ${answer.status}`);
    }
    return HLS.parse(await answer.text());
  };
  const master = await read(multivariant);
  if (!master.isMasterPlaylist) {
    throw new Error('not a multivariant playlist');
  }
  const uris = new Set(
    master.variants.flatMap((variant) => [
      variant.uri,
      ...[...variant.audio, ...variant.subtitles].flatMap((rendition) => rendition.uri ?? []),
    ]),
  );
  let segments = 0;
  for (const uri of uris) {
    const media = await read(new URL(uri, multivariant).href);
    if (media.isMasterPlaylist) {
      throw new Error(`${uri} names playlists`);
    }
    segments += media.segments.length;
  }
  return { variants: master.variants.filter((variant) => !variant.isIFrameOnly).length, segments };
}

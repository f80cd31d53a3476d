import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tileAt, tilesOf } from './storyboard';

const vtt = `WEBVTT

00:00:00.000 --> 00:00:05.000
storyboard-0a1b.jpg#xywh=0,0,160,90

1
01:00:05.000 --> 01:00:10.500
storyboard-0a1b.jpg#xywh=160,90,160,90
`;
const BASE = 'https://fovea.example/media/t/v/1/board.vtt';

describe('a storyboard', () => {
  it('is read with its places on the sheet', () => {
    expect(tilesOf(vtt, BASE)).toEqual([
      {
        fromSeconds: 0,
        toSeconds: 5,
        url: 'https://fovea.example/media/t/v/1/storyboard-0a1b.jpg',
        x: 0,
        y: 0,
        width: 160,
        height: 90,
      },
      {
        fromSeconds: 3605,
        toSeconds: 3610.5,
        url: 'https://fovea.example/media/t/v/1/storyboard-0a1b.jpg',
        x: 160,
        y: 90,
        width: 160,
        height: 90,
      },
    ]);
  });

  it('is read as the packager writes it', () => {
    const written = readFileSync(join(import.meta.dirname, '../../../browser/clip/storyboard.vtt'), 'utf8');
    expect(tilesOf(written, BASE).length).toBe(written.split('-->').length - 1);
  });

  it('shows the picture that stands at a moment', () => {
    const tiles = tilesOf(vtt, BASE);
    expect(tileAt(tiles, 4.9)?.fromSeconds).toBe(0);
    expect(tileAt(tiles, 3605)?.fromSeconds).toBe(3605);
    expect(tileAt(tiles, 9_999)?.fromSeconds).toBe(3605);
    expect(tileAt([], 1)).toBeUndefined();
  });
});

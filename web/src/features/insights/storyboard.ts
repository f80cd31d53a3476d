/** One picture of a storyboard: a part of a sheet, shown from a time on. All in pixels of the sheet. */
export type Tile = {
  fromSeconds: number;
  toSeconds: number;
  url: string;
  x: number;
  y: number;
  width: number;
  height: number;
};

const CUE =
  /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?) --> (?:(\d+):)?(\d+):(\d+(?:\.\d+)?).*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;

/** Reads the WebVTT that stands beside the sheets; what it cannot read is left out. */
export function tilesOf(vtt: string, baseUrl: string): Tile[] {
  return [...vtt.replaceAll('\r\n', '\n').matchAll(CUE)].map((cue) => {
    const number = (index: number) => Number(cue[index] ?? 0);
    return {
      fromSeconds: number(1) * 3600 + number(2) * 60 + number(3),
      toSeconds: number(4) * 3600 + number(5) * 60 + number(6),
      url: new URL(cue[7] ?? '', baseUrl).href,
      x: number(8),
      y: number(9),
      width: number(10),
      height: number(11),
    };
  });
}

/** The picture at a moment; the nearest one before it. */
export function tileAt(tiles: readonly Tile[], seconds: number): Tile | undefined {
  return tiles.findLast((tile) => tile.fromSeconds <= seconds) ?? tiles[0];
}

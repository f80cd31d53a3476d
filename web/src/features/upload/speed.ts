/** How fast bytes go, over the last seconds: an average over the whole upload would hide that it has slowed down. */
const WINDOW_MS = 8_000;

export class SpeedMeter {
  private readonly looks: { atMs: number; sentBytes: number }[] = [];

  see(atMs: number, sentBytes: number): void {
    this.looks.push({ atMs, sentBytes });
    while (this.looks.length > 2 && (this.looks[1]?.atMs ?? atMs) <= atMs - WINDOW_MS) {
      this.looks.shift();
    }
  }

  /** Undefined until there is enough to tell. */
  bytesPerSecond(): number | undefined {
    const [first, last] = [this.looks[0], this.looks.at(-1)];
    if (first === undefined || last === undefined || last.atMs - first.atMs < 500) {
      return undefined;
    }
    return Math.max(0, ((last.sentBytes - first.sentBytes) * 1000) / (last.atMs - first.atMs));
  }
}

export function secondsLeft(bytesLeft: number, bytesPerSecond: number | undefined): number | undefined {
  return bytesPerSecond === undefined || bytesPerSecond < 1 ? undefined : bytesLeft / bytesPerSecond;
}

/** `Night_shift - part_2.mp4` -> `Night shift - part 2`: a beginning that people correct. */
export function titleOf(filename: string): string {
  return filename
    .replace(/\.[a-z0-9]{2,5}$/i, '')
    .replaceAll('_', ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Media lies under `/media/{token}/…`; the token is renewed while the paths stay. */
const TOKEN_PART = /^((?:https?:\/\/[^/]+)?\/media\/)([^/]+)(?=\/)/;

export function tokenOf(url: string): string | undefined {
  return TOKEN_PART.exec(url)?.[2];
}

/** The same object, asked for with the token of today. */
export function withToken(url: string, token: string | undefined): string {
  return token === undefined ? url : url.replace(TOKEN_PART, (_, before: string) => before + token);
}

/**
 * When to renew: at four fifths of the token's remaining life, and never in a tight loop. Half a minute is left for
 * tries that fail.
 */
export function renewInMs(expiresAt: string, nowMs: number): number {
  const leftMs = Date.parse(expiresAt) - nowMs;
  return Number.isNaN(leftMs) ? 60_000 : Math.max(1_000, Math.min(leftMs * 0.8, leftMs - 30_000));
}

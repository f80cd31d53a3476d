/**
 * Questions that a page will ask, asked while its scripts are still on their way. An answer is given out once, to the same
 * question under the same token, and only soon: a page never shows what is older than itself.
 */
const KEPT_MS = 10_000;

type Asked = { token: string; untilMs: number; response: Promise<Response> };
const asked = new Map<string, Asked>();

/** @param url of a GET, letter by letter as it will be asked for */
export function askAhead(url: string, token: string): Promise<Response> {
  const response = fetch(url, {
    headers: { Accept: 'application/json', Authorization: `Bearer ${token}` },
    credentials: 'same-origin',
  });
  // Whoever takes the answer learns of its failure; when nobody does, nobody needs to.
  response.catch(() => undefined);
  asked.set(url, { token, untilMs: Date.now() + KEPT_MS, response });
  return response;
}

export function answerAhead(url: string, token: string | undefined): Promise<Response> | undefined {
  const found = asked.get(url);
  asked.delete(url);
  return found !== undefined && found.token === token && Date.now() < found.untilMs ? found.response : undefined;
}

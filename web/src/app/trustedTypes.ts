/**
 * The only way for text to become markup or a script's address, as the content security policy demands it. Ours never
 * does; media-chrome fills its shadow roots with its own markup, and the service worker is registered by its address.
 */
type Policies = {
  createPolicy(
    name: 'default',
    rules: { createHTML(text: string): string; createScriptURL(url: string): string },
  ): unknown;
};

/** What may act by itself within a tag; a template of controls has none of it. */
const ACTIVE = /<\s*(script|iframe|object|embed|base|meta|link|form)\b|\bon[a-z]+\s*=|javascript:|srcdoc/i;
const OWN_SCRIPTS = /^\/(assets\/[\w.-]+|sw)\.js$/;

export function inertMarkup(text: string): string {
  if (text.includes('<') && ACTIVE.test(text)) {
    throw new TypeError('markup that could act was kept out of the page');
  }
  return text;
}

export function ownScript(url: string, origin: string): string {
  const { origin: from, pathname } = new URL(url, origin);
  if (from !== origin || !OWN_SCRIPTS.test(pathname)) {
    throw new TypeError('a script from elsewhere was kept out of the page');
  }
  return url;
}

export function guardMarkup(): void {
  const { trustedTypes } = window as { trustedTypes?: Policies };
  trustedTypes?.createPolicy('default', {
    createHTML: inertMarkup,
    createScriptURL: (url) => ownScript(url, location.origin),
  });
}

/**
 * Lets the pages open without a network: the one page, and the files whose names hold a hash of what is in them. Answers
 * of the services and media are never kept nor looked at here: they belong to whoever is signed in.
 */
const SHELL = 'fovea-shell-1';
const FILES = 'fovea-files-1';
/** Of several releases; the oldest go. */
const FILES_MAX = 300;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.add('/')));
  // What is said as a page closes would wait for this worker and be lost with the page: where the browser can be told
  // so, these requests do not come by here at all.
  if ('addRoutes' in event) {
    const past = ['/api/*', '/media/*'].map((pathname) => ({
      condition: { urlPattern: new URLPattern({ pathname }) },
      source: 'network',
    }));
    event.waitUntil(event.addRoutes(past));
  }
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  const ours = [SHELL, FILES];
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => !ours.includes(name)).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || /^\/(api|media|actuator)\//.test(pathname)) {
    return;
  }
  if (request.mode === 'navigate') {
    event.respondWith(page(request));
  } else if (pathname.startsWith('/assets/')) {
    event.respondWith(file(request));
  }
});

/** The newest page whenever there is a network; every address of ours is the same page. */
async function page(request) {
  const shell = await caches.open(SHELL);
  try {
    const response = await fetch(request);
    if (response.ok && response.headers.get('Content-Type')?.startsWith('text/html')) {
      await shell.put('/', response.clone());
    }
    return response;
  } catch (unreachable) {
    const kept = await shell.match('/');
    if (kept === undefined) {
      throw unreachable;
    }
    return kept;
  }
}

async function file(request) {
  const files = await caches.open(FILES);
  const kept = await files.match(request);
  if (kept !== undefined) {
    return kept;
  }
  const response = await fetch(request);
  if (response.ok) {
    await files.put(request, response.clone());
    const all = await files.keys();
    await Promise.all(all.slice(0, Math.max(0, all.length - FILES_MAX)).map((one) => files.delete(one)));
  }
  return response;
}

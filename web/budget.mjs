// Weighs what a browser loads before the watch page can be used: `npm run budget`. Lazy parts (hls.js) are not in it.
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const WATCH_PAGE_GZIP_MAX = 350_000;

const { output } = await build({ logLevel: 'warn', build: { write: false } });
const chunks = new Map(output.map((one) => [one.fileName, one]));
const first = output.filter(
  (one) =>
    one.type === 'chunk' &&
    (one.isEntry || one.moduleIds.some((id) => /\/(app\/start|watch\/WatchPage|player\/Player)\.tsx$/.test(id))),
);
if (first.length !== 4) {
  console.error(
    'The entry, the application, the watch page and the player are not four chunks any more: mend budget.mjs.',
  );
  process.exit(1);
}

const loaded = new Set();
function load(name) {
  const chunk = chunks.get(name);
  if (chunk === undefined || loaded.has(name)) {
    return;
  }
  loaded.add(name);
  if (chunk.type === 'chunk') {
    [...chunk.imports, ...(chunk.viteMetadata?.importedCss ?? [])].forEach(load);
  }
}
first.forEach(({ fileName }) => load(fileName));

const sizes = [...loaded]
  .map((name) => {
    const file = chunks.get(name);
    return [name, gzipSync(file.type === 'chunk' ? file.code : file.source).length];
  })
  .sort(([, one], [, other]) => other - one);
const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
console.log(`The watch page loads ${total} bytes (gzip) in ${sizes.length} files, of ${WATCH_PAGE_GZIP_MAX} at most.`);
if (total > WATCH_PAGE_GZIP_MAX) {
  console.error(sizes.map(([name, bytes]) => `${String(bytes).padStart(8)} ${name}`).join('\n'));
  process.exit(1);
}

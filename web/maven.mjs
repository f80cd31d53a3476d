// Runs npm for Maven, and only when something it reads has changed: `node maven.mjs build | check | core`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const notRead = new Set(['target', 'node_modules', 'pom.xml', 'README.md']);

function* filesBelow(folder) {
  for (const name of readdirSync(join(root, folder)).sort()) {
    const path = folder ? `${folder}/${name}` : name;
    if (folder === '' && notRead.has(name)) {
      continue;
    }
    if (statSync(join(root, path)).isDirectory()) {
      yield* filesBelow(path);
    } else {
      yield path;
    }
  }
}

function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

function npm(...words) {
  const windows = process.platform === 'win32';
  const { status, error } = spawnSync(windows ? 'npm.cmd' : 'npm', words, {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
  });
  if (error || status !== 0) {
    console.error(
      `npm ${words.join(' ')} failed${error ? `: ${error.message}` : ''}. Without Node.js, build with -DskipFrontend.`,
    );
    process.exit(status || 1);
  }
}

/** Does the work unless its marker already bears this fingerprint; the marker is written last. */
function unlessDone(marker, print, work, proof) {
  const path = join(root, marker);
  if (existsSync(path) && readFileSync(path, 'utf8') === print && existsSync(join(root, proof))) {
    return;
  }
  work();
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, print);
}

const goal = process.argv[2];
if (goal !== 'build' && goal !== 'check' && goal !== 'core') {
  console.error('usage: node maven.mjs build | check | core');
  process.exit(2);
}
const contract = ['../docs/openapi.json', '../docs/metrics.md'];
const sources = fingerprint([...filesBelow(''), ...contract]);
unlessDone(
  'node_modules/.fovea-installed',
  fingerprint(['package.json', 'package-lock.json']),
  () => npm('ci'),
  'node_modules/vite/package.json',
);
unlessDone(
  `target/fovea-${goal}`,
  sources,
  () => npm('run', '--silent', goal),
  goal === 'build' ? 'target/classes/static/index.html' : 'node_modules/.fovea-installed',
);

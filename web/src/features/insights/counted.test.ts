import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { definitions } from './counted';

const metrics = readFileSync(join(import.meta.dirname, '../../../../docs/metrics.md'), 'utf8');
const headings = new Set([...metrics.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading]) => heading));

it.each(Object.entries(definitions))('%s is defined under "%s" in docs/metrics.md', (_, heading) => {
  expect(headings).toContain(heading);
});

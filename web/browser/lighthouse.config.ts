import { defineConfig } from 'vitest/config';

/** Lighthouse over the built pages, and how soon a film starts: `npm run build && npm run lighthouse`, on a machine at rest. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['lighthouse.audit.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});

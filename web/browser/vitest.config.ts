import { defineConfig } from 'vitest/config';

/** Tests of the built pages in real Chromium: `npm run build && npm run browser`. They wait more than they work: two at once. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    exclude: ['scenes.test.ts'],
    maxWorkers: 2,
    retry: Number(process.env.FOVEA_TEST_RERUNS ?? 0),
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});

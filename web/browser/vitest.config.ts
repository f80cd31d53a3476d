import { defineConfig } from 'vitest/config';

/** Tests of the built pages in real Chromium: `npm run build && npm run browser`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

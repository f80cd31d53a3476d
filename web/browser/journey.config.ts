import { defineConfig } from 'vitest/config';

/** Journeys through a running Fovea: FOVEA_URL, FOVEA_ADMIN_EMAIL, FOVEA_ADMIN_PASSWORD and FOVEA_CLIP say which. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.e2e.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 60_000,
    bail: 1,
  },
});

import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import base from './vitest.config';

/** Pictures of every scene in target/screenshots: `npm run build && npm run screenshots`. */
export default defineConfig({
  test: {
    ...base.test,
    include: ['scenes.test.ts'],
    env: { FOVEA_SCREENSHOTS: join(import.meta.dirname, '../target/screenshots') },
  },
});

import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import scenes from './scenes.config';

/** Pictures of every scene in every look, in target/screenshots: `npm run build && npm run screenshots`. */
export default defineConfig({
  test: { ...scenes.test, env: { FOVEA_SCREENSHOTS: join(import.meta.dirname, '../target/screenshots') } },
});

import { defineConfig } from 'vitest/config';
import base from './vitest.config';

/** Every scene once, the looks in turn, each through axe: `npm run build && npm run scenes`. */
export default defineConfig({
  test: { ...base.test, include: ['scenes.test.ts'], exclude: [] },
});

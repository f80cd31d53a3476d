import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where a development server finds the services: FOVEA_ORIGIN, else the port of `./fovea run`. */
const services = process.env.FOVEA_ORIGIN ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'target/classes/static',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/api': services, '/media': services } },
});

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where a development server finds the services: FOVEA_ORIGIN, else the port of `./fovea run`. */
const services = process.env.FOVEA_ORIGIN ?? 'http://localhost:8080';

/**
 * Names the parts of the application in the page, so that a browser fetches them beside the first script and not after
 * it; they come after what that script asks for.
 */
function preloadStart(): Plugin {
  return {
    name: 'preload-start',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {}, chunk: entry }) => {
        const start = Object.values(bundle).find(
          (one) => one.type === 'chunk' && one.facadeModuleId?.endsWith('/app/start.tsx'),
        );
        if (start === undefined) {
          throw new Error('src/app/start.tsx is not a chunk any more');
        }
        const scripts = new Set<string>();
        const styles = new Set<string>();
        const load = (name: string) => {
          const part = bundle[name];
          if (part?.type !== 'chunk' || scripts.has(name) || name === entry?.fileName) {
            return;
          }
          scripts.add(name);
          part.viteMetadata?.importedCss.forEach((style) => styles.add(style));
          part.imports.forEach(load);
        };
        load(start.fileName);
        entry?.imports.forEach((name) => scripts.delete(name)); // the page names them already
        return [
          ...[...styles].map((name) => ({ rel: 'stylesheet', crossorigin: true, href: `/${name}` })),
          ...[...scripts].map((name) => ({
            rel: 'modulepreload',
            crossorigin: true,
            fetchpriority: 'low',
            href: `/${name}`,
          })),
        ].map((attrs) => ({ tag: 'link', attrs, injectTo: 'head' as const }));
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), preloadStart()],
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

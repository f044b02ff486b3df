import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where a running platform's gateway is; `npm run dev` sends to it what is not the dashboard's own. */
const GATEWAY = process.env.OPENPREPAY_URL ?? 'http://127.0.0.1:8080';

/** Static files for the gateway to serve: names carry a hash of what is in them, so that a browser keeps them for good. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { conditions: ['@openprepay/source', 'module', 'browser', 'development|production'] },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': { target: GATEWAY } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The first that know light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A file inlined as data would need a looser content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_200,
  },
});

import { defineConfig } from 'vitest/config';

/** One suite over the whole house; `*.int.spec.ts` needs real servers and starts them itself. */
export default defineConfig({
  resolve: { conditions: ['@openprepay/source', 'node', 'development|production'] },
  ssr: { resolve: { conditions: ['@openprepay/source', 'node', 'development|production'] } },
  test: {
    include: ['{libs,apps,tools}/*/{src,test}/**/*.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/bundle/**'],
    environment: 'node',
    globalSetup: ['libs/testing/src/keep-clusters.ts'],
    setupFiles: ['libs/testing/src/keep-until-file-ends.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Only what hangs is to fail by these: how fast something is, a bench says.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});

import { defineConfig } from 'vitest/config';

const conditions = ['@openprepay/source', 'node', 'development|production'];
const house = { resolve: { conditions }, ssr: { resolve: { conditions } } };
const away = ['**/node_modules/**', '**/dist/**', '**/bundle/**'];
const test = {
  environment: 'node',
  // Only what hangs is to fail by these: how fast something is, a bench says.
  testTimeout: 240_000,
  hookTimeout: 240_000,
  // A second, as it is by itself, is little on a slow machine.
  expect: { poll: { timeout: 60_000 } },
};

/** Specs that start nothing and leave nothing in their process: they share one, and what they import is loaded once. */
const light = [
  'libs/!(runtime|testing)/{src,test}/**/!(*.int|produce-request).spec.ts',
  'apps/!(meter-simulator)/{src,test}/**/!(*.int|token-key-store).spec.ts',
];

/** One suite over the whole house; `*.int.spec.ts` needs real servers and starts them itself. */
export default defineConfig({
  ...house,
  test: {
    globalSetup: ['libs/testing/src/keep-clusters.ts'],
    maxWorkers: 2,
    projects: [
      { ...house, test: { ...test, pool: 'forks', name: 'light', include: light, exclude: away, isolate: false } },
      {
        ...house,
        test: {
          ...test,
          pool: 'forks',
          name: 'whole',
          include: ['{libs,apps,tools}/*/{src,test}/**/*.spec.ts'],
          exclude: [...away, ...light],
          setupFiles: ['libs/testing/test/keep-until-file-ends.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

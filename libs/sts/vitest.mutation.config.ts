import { defineConfig } from 'vitest/config';

/** The quick half of the suite, which mutants are run against: nothing that packs, starts programs or runs for seconds. */
export default defineConfig({
  test: {
    include: ['test/**/*.spec.ts'],
    exclude: ['test/{package,cli,docs,explain,naive-twin,every-currency-amount}.spec.ts'],
    environment: 'node',
    testTimeout: 30_000,
  },
});

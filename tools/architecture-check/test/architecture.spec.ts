import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesOf, isSpec, projects, root } from '../src/projects.js';

let eslint: ESLint;

beforeAll(() => {
  // Planted files exist for the linter alone, so the compiler knows no types of them; the rules under test need none.
  eslint = new ESLint({ cwd: root, overrideConfig: [{ ...tseslint.configs.disableTypeChecked, files: ['**/*.ts'] }] as never });
});

async function rulesBroken(file: string, code: string): Promise<readonly (string | null)[]> {
  const results = await eslint.lintText(code, { filePath: join(root, file) });
  expect(results, `${file} is linted at all`).toHaveLength(1);
  return results.flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message));
}

const LAYERS = '@nx/enforce-module-boundaries';
const IMPORTS = '@typescript-eslint/no-restricted-imports';
const use = (what: string): string => `import * as planted from '${what}';\nexport const use = planted;\n`;

const forbidden: readonly (readonly [string, string, string, string])[] = [
  ['a pure library that imports npm', 'libs/sts/src/planted.ts', use('zod'), LAYERS],
  ['a pure library that imports npm', 'libs/tariffs/src/planted.ts', use('pino'), LAYERS],
  ['a pure library that imports a platform library', 'libs/quantities/src/planted.ts', use('@openprepay/runtime/service'), LAYERS],
  ['a codec that imports more than its parser', 'libs/xmlvend/src/planted.ts', use('zod'), LAYERS],
  ['contracts that import more than zod', 'libs/contracts/src/planted.ts', use('typeorm'), LAYERS],
  ['contracts that import a platform library', 'libs/contracts/src/planted.ts', use('@openprepay/persistence/tx'), LAYERS],
  ['a platform library that imports a service', 'libs/runtime/src/planted.ts', use('@openprepay/vending'), IMPORTS],
  ['a service that imports another', 'apps/vending/src/planted.ts', use('@openprepay/billing'), IMPORTS],
  ['a service that imports a tool', 'apps/vending/src/planted.ts', use('@openprepay/embedded-kafka/broker'), IMPORTS],
  [
    'a relative import of another package',
    'apps/vending/src/planted.ts',
    use('../../../libs/persistence/src/tx.js'),
    'import-x/no-relative-packages',
  ],
  [
    'a relative import of another service',
    'apps/vending/src/planted.ts',
    use('../../billing/src/main.js'),
    'import-x/no-relative-packages',
  ],
  ['a use case that imports TypeORM', 'apps/vending/src/selling/planted.ts', use('typeorm'), IMPORTS],
  ['a controller that imports TypeORM', 'apps/vending/src/selling/planted.controller.ts', use('typeorm'), IMPORTS],
  ['a consumer that imports TypeORM', 'apps/vending/src/selling/planted.consumer.ts', use('typeorm'), IMPORTS],
  ['a use case that writes SQL', 'apps/vending/src/selling/planted.ts', use('@openprepay/persistence/sql'), IMPORTS],
  ['a controller that writes SQL', 'apps/vending/src/selling/planted.controller.ts', use('@openprepay/persistence/sql'), IMPORTS],
  ['a consumer that writes SQL', 'apps/vending/src/selling/planted.consumer.ts', use('@openprepay/persistence/sql'), IMPORTS],
  ['a row that writes SQL', 'apps/vending/src/selling/planted.row.ts', use('@openprepay/persistence/sql'), IMPORTS],
  ['a module that writes SQL', 'apps/vending/src/planted.module.ts', use('@openprepay/persistence/sql'), IMPORTS],
  ['a library other than messaging that writes SQL', 'libs/runtime/src/planted.ts', use('@openprepay/persistence/sql'), IMPORTS],
  [
    'a controller that opens a transaction',
    'apps/vending/src/selling/planted.controller.ts',
    use('@openprepay/persistence/unit-of-work'),
    IMPORTS,
  ],
  [
    'a controller that changes the utility',
    'apps/vending/src/selling/planted.controller.ts',
    use('@openprepay/persistence/tenancy'),
    IMPORTS,
  ],
  ['a use case that imports Nest', 'apps/vending/src/selling/planted.ts', use('@nestjs/common'), IMPORTS],
  ['a repository that imports Nest', 'apps/vending/src/selling/planted.repository.ts', use('@nestjs/common'), IMPORTS],
  ['a use case that imports fastify', 'apps/gateway/src/limits/planted.ts', use('fastify'), IMPORTS],
  ['a use case that imports a plugin of fastify', 'apps/gateway/src/routing/planted.ts', use('@fastify/reply-from'), IMPORTS],
  ['a repository that imports fastify', 'apps/gateway/src/users/planted.repository.ts', use('fastify'), IMPORTS],
  ['a hook that imports Nest', 'apps/gateway/src/limits/planted.hook.ts', use('@nestjs/common'), IMPORTS],
  ['a feature that imports TypeORM', 'apps/vending/src/selling/planted.feature.ts', use('typeorm'), IMPORTS],
  ['a use case that consumes', 'apps/vending/src/selling/planted.ts', use('@openprepay/messaging/consume'), IMPORTS],
  ['a use case on the network', 'apps/vending/src/selling/planted.ts', use('node:http'), IMPORTS],
  ['a use case on MQTT', 'apps/telemetry/src/readings/planted.ts', use('mqtt'), IMPORTS],
  ['a service that imports kafkajs', 'apps/vending/src/selling/planted.consumer.ts', use('kafkajs'), IMPORTS],
  ['a service’s module that imports kafkajs', 'apps/vending/src/planted.module.ts', use('kafkajs'), IMPORTS],
  ['a feature’s wiring that imports kafkajs', 'apps/vending/src/selling/planted.feature.ts', use('kafkajs'), IMPORTS],
  ['a platform library that imports kafkajs', 'libs/runtime/src/planted.ts', use('kafkajs'), IMPORTS],
  ['a service that ships test servers', 'apps/vending/src/planted.module.ts', use('@openprepay/testing/postgres'), IMPORTS],
  [
    'the environment outside of .config',
    'apps/vending/src/selling/planted.ts',
    'export const port = process.env;\n',
    'no-restricted-properties',
  ],
  [
    'the environment in a feature’s wiring',
    'apps/vending/src/selling/planted.feature.ts',
    'export const port = process.env;\n',
    'no-restricted-properties',
  ],
  ['the environment in a module', 'apps/vending/src/planted.module.ts', 'export const port = process.env;\n', 'no-restricted-properties'],
  ['the environment in a library', 'libs/runtime/src/planted.ts', 'export const port = process.env;\n', 'no-restricted-properties'],
  [
    'the environment by import',
    'apps/vending/src/selling/planted.ts',
    "import { env } from 'node:process';\nexport const port = env;\n",
    IMPORTS,
  ],
  ['the clock in a pure file', 'apps/vending/src/selling/planted.ts', 'export const now = Date.now();\n', 'no-restricted-properties'],
  ['the clock by its shortest name', 'apps/vending/src/selling/planted.ts', 'export const now = new Date();\n', 'no-restricted-syntax'],
  [
    'the clock in a repository',
    'apps/vending/src/selling/planted.repository.ts',
    'export const now = new Date();\n',
    'no-restricted-syntax',
  ],
  [
    'the clock in a controller',
    'apps/vending/src/selling/planted.controller.ts',
    'export const now = new Date();\n',
    'no-restricted-syntax',
  ],
  ['the clock in a platform library', 'libs/runtime/src/planted.ts', 'export const now = new Date();\n', 'no-restricted-syntax'],
  ['the clock in a pure library', 'libs/sts/src/planted.ts', 'export const now = new Date();\n', 'no-restricted-syntax'],
  ['chance in a pure file', 'libs/tariffs/src/planted.ts', 'export const chance = Math.random();\n', 'no-restricted-properties'],
  ['console in a service', 'apps/vending/src/selling/planted.ts', "console.log('x');\n", 'no-console'],
  ['any', 'apps/vending/src/selling/planted.ts', 'export const x = (y: any): unknown => y;\n', '@typescript-eslint/no-explicit-any'],
  ['a default export', 'apps/vending/src/selling/planted.ts', 'export default 1;\n', 'no-restricted-syntax'],
  ['a barrel', 'apps/vending/src/selling/planted.ts', "export * from './vend.js';\n", 'no-restricted-syntax'],
  [
    'four positional parameters',
    'apps/vending/src/selling/planted.ts',
    'export const f = (a: 1, b: 1, c: 1, d: 1): number => a + b + c + d;\n',
    'no-restricted-syntax',
  ],
  [
    'a file over 300 lines',
    'apps/vending/src/selling/planted.ts',
    'export const a = 1;\n'.repeat(301).replaceAll('a =', 'a ='),
    'max-lines',
  ],
  [
    'a name that is not kebab-case',
    'apps/vending/src/selling/Planted.ts',
    'export const a = 1;\n',
    'check-file/filename-naming-convention',
  ],
  [
    'a suffix that the house does not know',
    'apps/gateway/src/tokens/planted.token.ts',
    'export const a = 1;\n',
    'check-file/filename-naming-convention',
  ],
  ['a helper file', 'apps/vending/src/selling/planted.helper.ts', 'export const a = 1;\n', 'check-file/filename-blocklist'],
];

const allowed: readonly (readonly [string, string, string])[] = [
  ['a repository that imports TypeORM', 'apps/vending/src/selling/planted.repository.ts', use('typeorm')],
  ['a repository that writes SQL', 'apps/vending/src/selling/planted.repository.ts', use('@openprepay/persistence/sql')],
  ['a migration that writes SQL', 'apps/vending/src/migrations/1-planted.ts', use('@openprepay/persistence/sql')],
  ['a test that writes SQL', 'apps/vending/src/selling/planted.int.spec.ts', use('@openprepay/persistence/sql')],
  ['messaging that writes SQL', 'libs/messaging/src/planted.ts', use('@openprepay/persistence/sql')],
  ['a use case that opens a transaction', 'apps/vending/src/selling/planted.ts', use('@openprepay/persistence/unit-of-work')],
  ['a hook that imports fastify', 'apps/gateway/src/limits/planted.hook.ts', use('fastify')],
  ['a controller that answers by fastify', 'apps/gateway/src/stream/planted.controller.ts', use('fastify')],
  ['a feature that wires', 'apps/vending/src/selling/planted.feature.ts', use('@nestjs/common')],
  ['a time that is given', 'apps/vending/src/selling/planted.ts', 'export const at = new Date(0);\n'],
  ['a command that reads the clock', 'libs/sts/src/cli/planted.ts', 'export const now = new Date();\n'],
  ['a row that imports TypeORM', 'apps/vending/src/selling/planted.row.ts', use('typeorm')],
  ['a controller that imports Nest', 'apps/vending/src/selling/planted.controller.ts', use('@nestjs/common')],
  ['a consumer that consumes', 'apps/vending/src/selling/planted.consumer.ts', use('@openprepay/messaging/consume')],
  ['a feature’s wiring that imports Nest', 'apps/vending/src/selling/planted.feature.ts', use('@nestjs/common')],
  ['a client on the network', 'apps/telemetry/src/mqtt/planted.client.ts', use('mqtt')],
  ['a use case that appends to the outbox', 'apps/vending/src/selling/planted.ts', use('@openprepay/messaging/outbox')],
  ['contracts that import zod', 'libs/contracts/src/planted.ts', use('zod')],
  ['messaging that imports kafkajs', 'libs/messaging/src/planted.ts', use('kafkajs')],
  ['a pure library that imports a pure one', 'libs/tariffs/src/planted.ts', use('@openprepay/quantities')],
  ['a pure library’s test that imports npm', 'libs/tariffs/src/planted.spec.ts', use('fast-check')],
  ['configuration that reads the environment', 'apps/vending/src/planted.config.ts', 'export const port = process.env;\n'],
];

describe('the linter refuses', () => {
  it.each(forbidden)('%s: %s', async (_what, file, code, rule) => {
    expect(await rulesBroken(file, code)).toContain(rule);
  });
});

describe('the linter lets pass', () => {
  it.each(allowed)('%s: %s', async (_what, file, code) => {
    expect(await rulesBroken(file, code)).toEqual([]);
  });
});

describe('every workspace package', () => {
  it.each(projects)('$manifest.name has one layer and its own scope', ({ area, folder, manifest }) => {
    const tags = manifest.nx?.tags ?? [];

    expect(manifest.name).toBe(`@openprepay/${folder}`);
    expect(tags.filter((tag) => tag.startsWith('layer:'))).toHaveLength(1);
    expect(tags).toContain(`scope:${folder}`);
    if (area === 'tools') expect(tags).toContain('layer:tool');
  });

  it.each(projects)('$manifest.name pins its dependencies exactly', ({ manifest }) => {
    for (const [name, version] of Object.entries(manifest.dependencies ?? {}))
      expect(`${name}@${version}`).toMatch(/@\d+\.\d+\.\d+(-[\w.]+)?$/);
  });

  it.each(projects)('$manifest.name is tested by itself where it has tests', (project) => {
    const { area, folder, manifest } = project;
    const specs = ['src', 'test'].flatMap((part) => filesOf(project, part)).filter(({ path }) => isSpec(path));

    expect(manifest.scripts?.['test']).toBe(specs.length > 0 ? `vitest run --root ../.. ${area}/${folder}/` : undefined);
  });

  const libraries = projects.filter(({ area }) => area === 'libs');
  it.each(libraries)('$manifest.name is entered by its exports alone', ({ folder, manifest }) => {
    const resolve = createRequire(join(root, 'apps', 'vending', 'package.json')).resolve;
    const inside = readdirSync(join(root, 'libs', folder, 'src')).find((name) => name.endsWith('.ts'))!;

    for (const path of [`src/${inside}`, `dist/${inside.replace('.ts', '.js')}`]) {
      expect(() => resolve(`${manifest.name}/${path}`)).toThrow(expect.objectContaining({ code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' }));
    }
  });

  it('the standard’s library and the quantities’ depend on nothing at all', () => {
    for (const { folder, manifest } of projects.filter(({ folder }) => folder === 'sts' || folder === 'quantities')) {
      expect(Object.keys(manifest.dependencies ?? {}), folder).toEqual([]);
    }
  });
});

import { readdirSync } from 'node:fs';

/** A file's suffix is its capability: what each may import and touch beyond plain code. */

const IMPORTS = '@typescript-eslint/no-restricted-imports';

const typeorm = { regex: '^typeorm', message: 'TypeORM belongs in .row, .repository and migrations' };
const kafkajs = { regex: '^kafkajs', message: 'only libs/messaging speaks to Kafka' };
const sql = { regex: '^@openprepay/persistence/sql$', message: 'SQL belongs in .repository files and migrations' };
const transactions = {
  regex: '^@openprepay/persistence/(?:unit-of-work|tenancy)$',
  message: 'a controller opens no transaction: it parses, calls a use case and answers',
};
const nest = { regex: '^@nestjs/', message: 'Nest belongs in .controller, .feature and .module files; use cases are plain classes' };
const fastify = {
  regex: '^(?:fastify|@fastify/.+)$',
  message: 'what touches every request belongs in .hook files; a controller or a client may see one request',
};
const consuming = {
  regex: '^@openprepay/messaging/(consume|messaging|tail)$',
  message: 'consuming belongs in .consumer files; use cases append to the Outbox',
};
const network = {
  regex: '^(?:node:)?(?:https?|http2|net|tls|dgram)$|^(?:undici|mqtt|axios)$',
  allowTypeImports: true,
  message: 'the network belongs in .client files',
};
const processEnv = {
  regex: '^(?:node:)?process$',
  importNamePattern: '^(?:env|default)$',
  message: 'the environment is read in .config files',
};
/** Nx sees only what it can resolve, and services export nothing: their names are refused as such. */
const others = (area) => readdirSync(new URL(`../../../${area}`, import.meta.url)).join('|');
const services = { regex: `^@openprepay/(?:${others('apps')})(?:/|$)`, message: 'services meet by events, and by nothing else' };
const tools = { regex: `^@openprepay/(?:${others('tools')})(?:/|$)`, message: 'what ships does not depend on tools' };
const testing = { regex: '^@openprepay/testing', message: 'what ships does not import test servers' };
const wallClock = [
  { object: 'Date', property: 'now', message: 'time is an argument of pure code: use Clock' },
  { object: 'Math', property: 'random', message: 'randomness is an argument of pure code' },
  { object: 'crypto', property: 'randomUUID', message: 'ids are an argument of pure code: use Clock.newId' },
];
const environment = [
  { object: 'process', property: 'env', message: 'the environment is read in .config files, from what main hands over' },
];

const tests = ['**/*.spec.ts', '{libs,apps,tools}/*/{test,benchmark}/**/*.ts'];
/** Where the process meets the world: they may ask the clock and the environment. */
export const entryPoints = [
  '**/main.ts',
  '**/*-main.ts',
  '**/migrate.ts',
  '**/*.config.ts',
  '**/cli/**',
  '**/bin/**',
  'apps/dashboard/src/ui/wall-clock.ts',
  'apps/gateway/src/rotate-signing-key.ts',
  'apps/key-management/src/{rewrap-keys,verify-audit}.ts',
  'apps/vending/src/rebuild.ts',
  'libs/testing/**',
];
const service = (suffix) => `apps/*/src/**/*.${suffix}.ts`;

const patterns = (...rules) => ({ [IMPORTS]: ['error', { patterns: rules }] });

/** For one kind of file of the services: everything is refused but what `allowed` names, and what it alone may not. */
function capability(files, allowed, ...forbidden) {
  const all = { typeorm, sql, nest, fastify, consuming, network };
  const refused = [...Object.entries(all).flatMap(([name, rule]) => (allowed.includes(name) ? [] : [rule])), ...forbidden];
  return { files, ignores: tests, rules: patterns(kafkajs, processEnv, testing, services, tools, ...refused) };
}

export const capabilityRules = [
  {
    files: ['{libs,apps,tools}/*/src/**/*.{ts,tsx}'],
    ignores: [...tests, 'libs/testing/**', 'tools/**'],
    rules: patterns(kafkajs, sql, processEnv, testing, services, tools),
  },
  { files: ['libs/messaging/**/*.ts'], ignores: tests, rules: patterns(processEnv, testing, services, tools) },
  { files: ['libs/imports/src/*.repository.ts'], ignores: tests, rules: patterns(kafkajs, processEnv, testing, services, tools) },
  {
    files: ['{libs,apps,tools}/*/src/**/*.ts'],
    ignores: [...tests, ...entryPoints],
    rules: { 'no-restricted-properties': ['error', ...environment] },
  },
  {
    files: ['libs/{sts,quantities,tariffs,contracts}/src/**/*.ts', 'apps/*/src/**/+([a-z0-9-]).ts'],
    ignores: [...tests, ...entryPoints],
    rules: { 'no-restricted-properties': ['error', ...environment, ...wallClock] },
  },

  capability(['apps/*/src/**/*.ts'], []),
  capability([service('row')], ['typeorm']),
  capability([service('repository'), 'apps/*/src/**/migrations/*.ts'], ['typeorm', 'sql']),
  capability([service('controller')], ['nest', 'fastify'], transactions),
  capability(['apps/*/src/*-error-status.ts'], ['nest']),
  capability([service('hook')], ['fastify']),
  capability([service('consumer')], ['consuming']),
  capability([service('client')], ['network', 'fastify']),
  capability([service('feature'), service('module'), 'apps/*/src/main.ts'], ['nest', 'fastify', 'consuming', 'network']),
];

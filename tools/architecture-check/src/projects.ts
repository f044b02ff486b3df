import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from './folder-circles.js';

/** The repository's root. */
export const root = join(import.meta.dirname, '..', '..', '..');

export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
}

export interface Project {
  /** `libs`, `apps` or `tools`. */
  readonly area: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

export const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Every package of the workspace. */
export const projects: readonly Project[] = ['libs', 'apps', 'tools'].flatMap((area) =>
  readdirSync(join(root, area), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, area, entry.name, 'package.json')))
    .map((entry) => ({ area, folder: entry.name, manifest: readManifest(join(root, area, entry.name)) })),
);

/** The TypeScript and JavaScript files below one folder of a project; none where it has no such folder. */
export function filesOf({ area, folder }: Project, part: string): readonly SourceFile[] {
  const below = join(root, area, folder, part);
  if (!existsSync(below)) return [];
  return readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !/(^|\/)node_modules\//.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(below, path), 'utf8') }));
}

export const isSpec = (path: string): boolean => path.endsWith('.spec.ts');

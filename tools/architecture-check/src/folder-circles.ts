import { posix } from 'node:path';
import ts from 'typescript';

/** A file of a project, by its path from the project's `src`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

interface Import {
  readonly from: string;
  readonly to: string;
}

/**
 * Circles among the folders of a project, told in words: which folders, and by which imports. A folder counts with all
 * that is in it, a file beside folders counts by itself; then the same is asked within each folder. A file may therefore
 * serve folders beside it or put them together, but not both.
 */
export function folderCircles(files: readonly SourceFile[]): readonly string[] {
  const imports = importsOf(files);
  const folders = new Set(files.flatMap(({ path }) => foldersAbove(path)));
  return [...folders].sort().flatMap((folder) => circlesWithin(folder, imports));
}

function importsOf(files: readonly SourceFile[]): readonly Import[] {
  const known = new Set(files.map(({ path }) => path));
  return files.flatMap(({ path, text }) =>
    ts
      .preProcessFile(text)
      .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
      .map(({ fileName }) => ({ from: path, to: posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.ts') }))
      .filter(({ to }) => known.has(to)),
  );
}

/** `''` is `src` itself. */
const foldersAbove = (path: string): readonly string[] => {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_, depth) => parts.slice(0, depth + 1).join('/'))];
};

function circlesWithin(folder: string, imports: readonly Import[]): readonly string[] {
  const inside = folder === '' ? '' : `${folder}/`;
  const nodeOf = (path: string): string => inside + path.slice(inside.length).split('/', 1)[0]!;
  const arrows = new Map<string, Map<string, Import[]>>();
  for (const found of imports) {
    if (!found.from.startsWith(inside) || !found.to.startsWith(inside)) continue;
    const [from, to] = [nodeOf(found.from), nodeOf(found.to)];
    if (from === to) continue;
    const targets = arrows.get(from) ?? arrows.set(from, new Map()).get(from)!;
    targets.set(to, [...(targets.get(to) ?? []), found]);
  }
  return knots(arrows).map((knot) => told(knot, arrows));
}

type Arrows = ReadonlyMap<string, ReadonlyMap<string, readonly Import[]>>;

/** Groups of nodes that reach each other. */
function knots(arrows: Arrows): readonly (readonly string[])[] {
  const nodes = [...arrows.keys()].sort();
  const reach = new Map(nodes.map((node) => [node, reachable(node, arrows)]));
  const grouped = new Set<string>();
  return nodes.flatMap((node) => {
    if (grouped.has(node) || !reach.get(node)!.has(node)) return [];
    const knot = nodes.filter((other) => reach.get(node)!.has(other) && reach.get(other)!.has(node));
    for (const member of knot) grouped.add(member);
    return [knot];
  });
}

/** What a node comes to by one arrow or more: itself only where it stands in a circle. */
function reachable(start: string, arrows: Arrows): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of arrows.get(node)?.keys() ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

/** The thinnest arrows first: one of them is likely the one to be turned round. */
function told(knot: readonly string[], arrows: Arrows): string {
  const within = knot
    .flatMap((from) => knot.map((to) => ({ from, to, imports: arrows.get(from)?.get(to) ?? [] })))
    .filter(({ imports }) => imports.length > 0)
    .sort((one, other) => one.imports.length - other.imports.length);
  const lines = within.flatMap(({ from, to, imports }) => [
    `  ${from} → ${to}`,
    ...imports.map((found) => `    ${found.from} imports ${found.to}`),
  ]);
  return [`a circle of ${knot.join(', ')}`, ...lines].join('\n');
}

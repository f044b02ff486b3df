import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const ENTRIES = /assets\/([^"]+\.js)/g;
/** What a built file loads before it runs; what it loads later is written as a call, `import("./…")`. */
const IMPORTS = /(?:from|import)"\.\/([^"]+\.js)"/g;

/**
 * Bytes of gzipped script that a browser loads until a page of the built dashboard runs, with what else it cannot begin without.
 *
 * @param dist folder that the build wrote
 * @param pages files without their hashes: `sell-page`, and `en`, whose words it shows
 * @throws {Error} where one of them is not there
 */
export async function scriptSize(dist: string, pages: readonly string[]): Promise<number> {
  const folder = path.join(dist, 'assets');
  const built = await readdir(folder);
  const files = pages.map((page) => {
    const file = built.find((name) => name.startsWith(`${page}-`) && name.endsWith('.js'));
    if (file === undefined) throw new Error(`${dist} has no ${page}`);
    return file;
  });
  const entries = namesIn(await readFile(path.join(dist, 'index.html'), 'utf8'), ENTRIES);
  const sizes = new Map<string, number>();
  const waiting = [...entries, ...files];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (sizes.has(name)) continue;
    const script = await readFile(path.join(folder, name));
    sizes.set(name, gzipSync(script).length);
    waiting.push(...namesIn(script.toString('utf8'), IMPORTS));
  }
  return [...sizes.values()].reduce((total, size) => total + size, 0);
}

const namesIn = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, name]) => name!);

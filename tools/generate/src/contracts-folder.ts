import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Name below the folder → text. */
export type GeneratedFiles = ReadonlyMap<string, string>;

export interface Difference {
  readonly file: string;
  readonly how: 'missing' | 'differs' | 'no longer generated';
}

/** What in the folder is not as it should be, by name. */
export async function differences(folder: string, files: GeneratedFiles): Promise<readonly Difference[]> {
  const present = await filesBelow(folder);
  const found: Difference[] = present.filter((file) => !files.has(file)).map((file) => ({ file, how: 'no longer generated' }));
  for (const [file, text] of files) {
    if (!present.includes(file)) found.push({ file, how: 'missing' });
    else if ((await readFile(path.join(folder, file), 'utf8')) !== text) found.push({ file, how: 'differs' });
  }
  return found.sort((left, right) => (left.file < right.file ? -1 : 1));
}

/** Puts the differences right. */
export async function writeFiles(folder: string, files: GeneratedFiles, differing: readonly Difference[]): Promise<void> {
  for (const { file } of differing) {
    const target = path.join(folder, file);
    const text = files.get(file);
    if (text === undefined) {
      await rm(target);
      continue;
    }
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

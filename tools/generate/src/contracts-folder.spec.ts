import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { differences, writeFiles } from './contracts-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openprepay-contracts-'));
});
afterEach(() => rm(folder, { recursive: true }));

const files = new Map([
  ['README.md', 'index'],
  ['events/a.md', 'a'],
]);

describe('the contracts folder', () => {
  it('is written whole where there is nothing, and is as it should be then', async () => {
    const missing = await differences(join(folder, 'new'), files);
    await writeFiles(join(folder, 'new'), files, missing);

    expect(missing.map(({ how }) => how)).toEqual(['missing', 'missing']);
    expect(await differences(join(folder, 'new'), files)).toEqual([]);
    expect(await readFile(join(folder, 'new/events/a.md'), 'utf8')).toBe('a');
  });

  it('names what was changed by hand and what nothing generates any more, and puts both right', async () => {
    await writeFiles(folder, files, await differences(folder, files));
    await writeFile(join(folder, 'README.md'), 'edited');
    await writeFile(join(folder, 'events/old.md'), 'old');

    const found = await differences(folder, files);
    expect(found).toEqual([
      { file: 'README.md', how: 'differs' },
      { file: 'events/old.md', how: 'no longer generated' },
    ]);
    await writeFiles(folder, files, found);
    expect(await differences(folder, files)).toEqual([]);
  });
});

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareFile } from './initial-file.js';

const access = {
  username: 'telemetry',
  password: 'a-password-of-the-service',
  randomBytes: (size: number): Uint8Array => new Uint8Array(size).fill(7),
};
const up = (): Promise<boolean> => Promise.resolve(true);
const down = (): Promise<boolean> => Promise.resolve(false);

describe('prepareFile', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'openprepay-dynamic-security-'));
    file = join(folder, 'dynamic-security.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('makes the file for its owner alone, and finds it right the next time, whether the broker runs or not', async () => {
    expect(await prepareFile(file, access, down)).toBe('prepared');
    const { mode } = await stat(file);
    const text = await readFile(file, 'utf8');

    expect(mode & 0o777).toBe(0o600);
    expect(await prepareFile(file, access, up)).toBe('unchanged');
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['dynamic-security.json']);
  });

  it('changes nothing behind the back of a running broker', async () => {
    await prepareFile(file, access, down);
    const text = await readFile(file, 'utf8');

    await expect(prepareFile(file, { ...access, password: 'another-password-for-it' }, up)).rejects.toThrow('stop it first');
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it.each(['not json', '[]', '{"clients":"none"}'])('leaves a file alone that is not the plugin’s: %s', async (text) => {
    await writeFile(file, text);

    await expect(prepareFile(file, access, down)).rejects.toThrow('is not a file of');
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { newestNode } = (await import(path.resolve(import.meta.dirname, '../bin/own-node.mjs'))) as {
  newestNode(root: string, version?: string): string;
};

describe('what Node processes are started with', () => {
  let root: string;
  let program: string;

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'openprepay-node-'));
    const folder = path.join(root, 'node_modules', `node-${process.platform}-${process.arch}`);
    program = path.join(folder, 'bin/node');
    await mkdir(path.dirname(program), { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{"version":"24.9.0"}');
    await writeFile(program, '#!/bin/sh\n');
    await chmod(program, 0o755);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(['20.19.0', '22.21.1', '24.8.10'])('is the project’s own where %s asks', (version) => {
    expect(newestNode(root, version)).toBe(program);
  });

  it.each(['24.9.0', '24.10.0', '26.1.0'])('is the one that asks where that is %s', (version) => {
    expect(newestNode(root, version)).toBe(process.execPath);
  });

  it('is the one that asks where the project’s own cannot run', async () => {
    await chmod(program, 0o644);
    expect(newestNode(root, '20.19.0')).toBe(process.execPath);
    await chmod(program, 0o755);
  });

  it('is the one that asks where the project has none', () => {
    expect(newestNode(path.join(root, 'nowhere'), '20.19.0')).toBe(process.execPath);
  });
});

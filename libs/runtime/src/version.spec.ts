import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { VERSION } from './version.js';

it('the version that services say is that of the repository', () => {
  const { version } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../package.json'), 'utf8')) as {
    readonly version: string;
  };
  expect(VERSION).toBe(version);
});

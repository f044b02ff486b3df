import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STA_SAMPLE_TABLES } from '@openprepay/sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSecurityModule } from './open-security-module.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'openprepay-tables-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const openWith = (tables?: string) => {
  const staTablesFile = tables === undefined ? undefined : join(folder, 'tables.json');
  if (staTablesFile !== undefined && tables !== undefined) writeFileSync(staTablesFile, tables);
  return openSecurityModule({ keyFile: join(folder, 'master.key'), create: true, staTablesFile });
};

describe('STA_TABLES_FILE', () => {
  it('makes a licensed set out of a file, and the sample set out of none', () => {
    expect(openWith(JSON.stringify(STA_SAMPLE_TABLES)).usesSampleTables).toBe(false);
    expect(openWith().usesSampleTables).toBe(true);
  });

  it.each([
    ['not JSON', '{"substitution1":[13,2,7,'],
    ['no tables', '{}'],
    ['not a permutation', JSON.stringify({ ...STA_SAMPLE_TABLES, substitution1: Array.from({ length: 16 }, () => 1327) })],
    ['a permutation too short', JSON.stringify({ ...STA_SAMPLE_TABLES, permutation: [1327] })],
  ])('refuses what is %s, naming the file and nothing in it', (_, tables) => {
    expect(() => openWith(tables)).toThrow(/STA_TABLES_FILE .*tables\.json cannot be used/);
    expect(() => openWith(tables)).not.toThrow(/13,2,7|1327/);
  });
});

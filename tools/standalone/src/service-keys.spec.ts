import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issueSealKeyFiles, makeServiceKeys, requestKeyFiles } from './service-keys.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'openprepay-keys-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe.each([
  ['vending signs its requests', requestKeyFiles],
  ['the vault seals its statements', issueSealKeyFiles],
])('the keys by which %s', (_which, filesOf) => {
  const texts = () => Object.values(filesOf(dataDir)).map((file: string) => readFileSync(file, 'utf8'));

  it('are made once', async () => {
    await makeServiceKeys(dataDir);
    const first = texts();
    await makeServiceKeys(dataDir);

    expect(texts()).toEqual(first);
  });

  it('are the same where the public one was gone', async () => {
    await makeServiceKeys(dataDir);
    const first = texts();
    rmSync(filesOf(dataDir).publicKey);
    await makeServiceKeys(dataDir);

    expect(texts()).toEqual(first);
  });
});

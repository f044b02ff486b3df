import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Platform } from './platform.js';

const run = promisify(execFile);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start({ meters: 1, currency: 'USD' });
});
afterAll(() => platform?.stop());

/** The shell of a document's `sh` blocks from a heading on, as a reader would paste it, aimed at this test's platform. */
async function shellOf(document: string, heading: string): Promise<string> {
  const text = await readFile(path.join(root, document), 'utf8');
  const start = text.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`${document} has no heading "${heading}"`);
  const part = text.slice(start);
  const blocks = [...part.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  const aimed = blocks
    .join('\n')
    .replaceAll('http://127.0.0.1:8080', platform.url)
    .replaceAll('https://127.0.0.1:8443', platform.httpsUrl)
    .replaceAll('.openprepay', platform.dataDir);
  return aimed.replaceAll('curl -sN', 'curl -sN --max-time 3');
}

const paste = (shell: string): Promise<{ readonly stdout: string; readonly stderr: string }> =>
  run('bash', ['-eu', '-o', 'pipefail', '-c', shell], { cwd: platform.dataDir, timeout: 120_000 });

describe('what the documents tell people to paste', () => {
  it('works: the walk through the whole API', async () => {
    const { stdout } = await paste(await shellOf('docs/walkthrough.md', '## Sign in'));

    expect(stdout).toContain('"state":"active"');
    expect(stdout).toContain('"units":{"value":"39.1","unit":"kWh"}');
    expect(stdout).toContain('"valid":true');
    expect(stdout).toContain('"balanced":true');
    expect(stdout).not.toContain('"code":"request.');
  });

  it('works: a till’s first sales, by REST, by Electrum’s interface and by XMLVend', async () => {
    const { stdout } = await paste(await shellOf('docs/integrators.md', '## What all need'));

    const byRest = stdout.slice(0, stdout.indexOf('"minAmount"'));
    const soldByRest = [...byRest.matchAll(/"token":"(\d{20})"/g)].map(([, token]) => token);
    const soldByXmlvend = [...stdout.matchAll(/<stsCipher>(\d{20})<\/stsCipher>/g)].map(([, token]) => token);
    expect(soldByRest).toHaveLength(3);
    expect(new Set(soldByRest).size).toBe(1);
    expect(soldByXmlvend).toHaveLength(4);
    expect(new Set(soldByXmlvend).size).toBe(2);
    expect(stdout).toMatch(/subject=CN ?= ?0000000000017/);
    expect(stdout).toContain('ClientIDSSLEx');
    const soldByElectrum = [...stdout.matchAll(/"tokenType":"STD".*?"token":"(\d{20})"/g)].map(([, token]) => token);
    expect(soldByElectrum).toHaveLength(2);
    expect(new Set([...soldByRest, ...soldByElectrum, ...soldByXmlvend]).size).toBe(4);
    expect(stdout).toContain('"revokedAt":');
  });

  it('works: the calls of the README', async () => {
    const calls = await shellOf('README.md', '## Use it');
    const { stdout } = await paste(calls.slice(0, calls.indexOf('# Everything as it happens')));

    expect(stdout).toContain('"state":"completed"');
    expect(stdout).toContain('"connected":true');
    expect(stdout).toContain('"balanced":true');
    expect(stdout).not.toContain('"status":4');
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canRun, hasProgram, leaveOut } from '../src/left-out.js';

let folder: string;
let report: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'openprepay-left-out-'));
  report = path.join(folder, 'not-run.jsonl');
  vi.stubEnv('OPENPREPAY_SKIP_REPORT', report);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});
const told = async (): Promise<unknown[]> => {
  const text = await readFile(report, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
};

describe('what a machine cannot run', () => {
  it('is written down, a line each', async () => {
    expect(canRun('a chart', 'helm is not installed')).toBe(false);
    expect(hasProgram('a token', 'no-such-program-of-anybody', '--version')).toBe(false);
    leaveOut({ what: 'a collection', reason: 'it is not here', optional: true });

    expect(await told()).toEqual([
      { what: 'a chart', reason: 'helm is not installed' },
      { what: 'a token', reason: 'no-such-program-of-anybody is not installed' },
      { what: 'a collection', reason: 'it is not here', optional: true },
    ]);
  });

  it('is nothing where all is there', async () => {
    expect(canRun('a chart', undefined)).toBe(true);
    expect(hasProgram('node', process.execPath, '--version')).toBe(true);
    expect(await told()).toEqual([]);
  });

  it('is told nobody where nobody asks', () => {
    vi.stubEnv('OPENPREPAY_SKIP_REPORT', undefined);

    expect(() => leaveOut({ what: 'a chart', reason: 'helm is not installed' })).not.toThrow();
  });
});

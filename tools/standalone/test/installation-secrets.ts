import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { hasProgram } from '@openprepay/testing/left-out';

const run = promisify(execFile);
export const root = path.resolve(import.meta.dirname, '../../..');
export const script = path.join(root, 'deploy/make-secrets.sh');

/** Where this machine has no openssl, that is written down for `npm test` to tell. */
export const hasOpenssl = (what: string): boolean => hasProgram(what, 'openssl', 'version');

/** Runs deploy/make-secrets.sh. @returns what it says */
export async function makeSecrets(folder: string, env: Readonly<Record<string, string>> = {}): Promise<{ stdout: string; stderr: string }> {
  return run('sh', [script, folder], { env: { PATH: process.env['PATH'], ...env } });
}

/** A folder of secrets for a test; the caller removes it. */
export async function newSecrets(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'openprepay-secrets-'));
  await makeSecrets(folder);
  return folder;
}

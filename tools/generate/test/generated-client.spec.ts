import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from '@hey-api/openapi-ts';
import { billingApi } from '@openprepay/contracts/http/billing';
import { openApiDocument } from '@openprepay/contracts/http/openapi';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
const run = promisify(execFile);

/** Written by hand against what the generator made: it compiles only while the document says all that a call needs. */
const CALLER = `
import { chargeDebt, openAccount, listAccounts } from './billing/sdk.gen.js';

const opened = await openAccount({ body: { accountNumber: 'A-1', name: 'Ann' } });
if (opened.error) {
  const code: string | undefined = opened.error.code;
  throw new Error(code);
}
const { accountNumber } = opened.data;
await chargeDebt({ path: { accountNumber }, body: { code: 'loan', outstanding: '90.00', recovery: { share: '20' } } });
const page = await listAccounts({ query: { limit: 10 } });
export const names: readonly string[] = page.data?.items.map(({ name }) => name) ?? [];

// @ts-expect-error an account has a name
await openAccount({ body: { accountNumber: 'A-1' } });
`;

const COMPILER_OPTIONS = {
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'preserve',
  moduleResolution: 'bundler',
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: [],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'openprepay-generated-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('a client that a public generator makes of billing’s document compiles, and so do calls by it', async () => {
  const input = path.join(folder, 'billing.openapi.json');
  await writeFile(input, JSON.stringify(openApiDocument(billingApi)));
  await createClient({
    input,
    output: path.join(folder, 'billing'),
    logs: { level: 'silent' },
    plugins: ['@hey-api/client-fetch', '@hey-api/sdk', '@hey-api/typescript'],
  });
  await writeFile(path.join(folder, 'caller.ts'), CALLER);
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['**/*.ts'] }));

  const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch((error: { readonly stdout: string }) => error);

  expect(stdout).toBe('');
});

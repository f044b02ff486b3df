import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePublicClients } from './public-client.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Written by hand against what the generator made: it compiles only while the documents say all that a call needs. */
const CALLER = `
import { chargeDebt, listAccounts, openAccount } from './billing/sdk.gen.js';
import { signIn } from './gateway/sdk.gen.js';
import { createVendingKey, enterComponent, listVendingKeys } from './key-management/sdk.gen.js';
import { listAlarms } from './telemetry/sdk.gen.js';
import { sellVend } from './vending/sdk.gen.js';

const session = await signIn({ body: { username: 'ann', password: 'secret' } });
export const accessToken: string | undefined = session.data?.accessToken;

const opened = await openAccount({ body: { accountNumber: 'A-1', name: 'Ann' } });
if (opened.error) {
  const code: string | undefined = opened.error.code;
  throw new Error(code);
}
const { accountNumber } = opened.data;
await chargeDebt({ path: { accountNumber }, body: { code: 'loan', outstanding: '90.00', recovery: { share: '20' } } });
const page = await listAccounts({ query: { limit: 10 } });
export const names: readonly string[] = page.data?.items.map(({ name }) => name) ?? [];

const attributes = { keyType: 2, keyRevision: 1, keyExpiry: 255, baseDate: 2014, decoderKeyAlgorithm: 'DKGA04' } as const;
const key = await createVendingKey({ path: { supplyGroupCode: '600100' }, body: { ...attributes, components: 2 }, throwOnError: true });
await enterComponent({ path: { vendingKeyId: key.data.vendingKeyId }, body: { component: '00ff' } });
const keys = await listVendingKeys({ query: { state: 'active' } });
export const checkValues: readonly (string | undefined)[] = keys.data?.items.map(({ kcv }) => kcv) ?? [];

const alarms = await listAlarms({ query: { limit: 10 } });
export const alarmCount: number = alarms.data?.items.length ?? 0;

const sale = { meterNumber: '12345678903', tender: { amount: '20.00', currency: 'KES' }, paymentMethod: 'cash' } as const;
const sold = await sellVend({ headers: { 'Idempotency-Key': 'sale-0001' }, body: sale });
export const tokens: readonly string[] = sold.data?.tokens?.map(({ token }) => token) ?? [];

// @ts-expect-error an account has a name
await openAccount({ body: { accountNumber: 'A-1' } });
// @ts-expect-error a sale has a key of its own
await sellVend({ body: sale });
// @ts-expect-error a key has no such state
await listVendingKeys({ query: { state: 'lost' } });
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'openprepay-generated-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('clients that a public generator makes of the documents of all services compile, and so do calls by them', async () => {
  const documents = await readdir(path.join(root, 'docs/contracts'));
  const services = documents.filter((file) => file.endsWith('.openapi.json')).map((file) => file.replace('.openapi.json', ''));
  expect(services.sort()).toEqual(['billing', 'gateway', 'key-management', 'telemetry', 'vending']);

  expect(await makePublicClients({ root, services, folder, sources: { 'caller.ts': CALLER } })).toBe('');
});

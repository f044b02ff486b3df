import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { COMPILED, makePublicClients } from '@openprepay/generate/public-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CURRENCY, PASSWORD, Platform } from './platform.js';
import { until } from './until.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A point of sale of somebody who has our documents, and nothing else of ours. */
const POINT_OF_SALE = `
import { client as gateway } from './gateway/client.gen.js';
import { signIn } from './gateway/sdk.gen.js';
import { client as vending } from './vending/client.gen.js';
import { listVends, sellVend } from './vending/sdk.gen.js';
import type { Sale, Vend } from './vending/types.gen.js';

export async function open(baseUrl: string, username: string, password: string): Promise<string | undefined> {
  gateway.setConfig({ baseUrl });
  const { data, error } = await signIn({ body: { username, password } });
  if (error) return error.code;
  vending.setConfig({ baseUrl, auth: data.accessToken });
  return undefined;
}

export async function sell(sale: Sale, idempotencyKey: string): Promise<{ readonly vend?: Vend; readonly code?: string }> {
  const { data, error } = await sellVend({ headers: { 'Idempotency-Key': idempotencyKey }, body: sale });
  return error ? { code: error.code } : { vend: data };
}

export async function vendsOf(meterNumber: string): Promise<readonly Vend[]> {
  const { data } = await listVends({ query: { meterNumber, limit: 10 }, throwOnError: true });
  return 'items' in data ? data.items : [data];
}
`;

interface PointOfSale {
  /** The code of the refusal, if it was refused. */
  open(baseUrl: string, username: string, password: string): Promise<string | undefined>;
  sell(sale: object, idempotencyKey: string): Promise<{ readonly vend?: SoldVend; readonly code?: string }>;
  vendsOf(meterNumber: string): Promise<readonly SoldVend[]>;
}
interface SoldVend {
  readonly vendId: string;
  readonly state: string;
  readonly tokens?: readonly { readonly token: string }[];
}

let folder: string;
let platform: Platform;
let pointOfSale: PointOfSale;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'openprepay-point-of-sale-'));
  const sources = { 'point-of-sale.ts': POINT_OF_SALE };
  expect(await makePublicClients({ root, services: ['gateway', 'vending'], folder, sources })).toBe('');
  pointOfSale = (await import(pathToFileURL(path.join(folder, COMPILED, 'point-of-sale.js')).href)) as PointOfSale;
  platform = await Platform.start({ meters: 1, simulate: false });
});
afterAll(async () => {
  await platform?.stop();
  await rm(folder, { recursive: true, force: true });
});

const saleTo = (meterNumber: string) => ({ meterNumber, tender: { amount: '20', currency: CURRENCY }, paymentMethod: 'cash' });

it('a client that a public generator made of the documents signs in and sells once, however often it asks', async () => {
  const { meterNumber } = platform.meter(0);
  const idempotencyKey = randomUUID();
  expect(await pointOfSale.open(platform.url, 'vendor', PASSWORD)).toBeUndefined();

  const sell = () => pointOfSale.sell(saleTo(meterNumber), idempotencyKey);
  await until(async () => (await sell()).vend?.state === 'completed');
  const { vend } = await sell();

  expect(vend?.tokens).toEqual([expect.objectContaining({ token: expect.stringMatching(/^\d{20}$/) })]);
  expect((await pointOfSale.vendsOf(meterNumber)).map(({ vendId }) => vendId)).toEqual([vend?.vendId]);
});

it('it is told by code what is refused', async () => {
  expect(await pointOfSale.open(platform.url, 'vendor', 'not the password')).toBe('gateway.credentials_wrong');
  expect(await pointOfSale.open(platform.url, 'vendor', PASSWORD)).toBeUndefined();

  expect(await pointOfSale.sell(saleTo('07000000013'), randomUUID())).toEqual({ code: 'vending.meter_unknown' });
  expect(await pointOfSale.sell(saleTo(platform.meter(0).meterNumber), '')).toEqual({ code: 'vending.idempotency_key_required' });
});

import { randomUUID } from 'node:crypto';
import { pause } from '@openprepay/pace/pause';
import { signIn } from '@openprepay/standalone/gateway-client';
import type { BenchOptions } from '../bench-options.js';
import { repeat } from '../measure.js';
import { CURRENCY, type BenchPlatform } from './bench-platform.js';
import { DOORS } from './door.js';
import type { Till } from './till.js';

const TENDER = '5';
/** As much as one person may pay in, and more than any run sells. */
const FLOAT = '1000000';
/** Of the meters, the next one is so much further on: with millions of them, none is near the one before. */
const STRIDE = 0.618_033_988_75;

export interface Sales {
  /** Accepted for good, with a token at once or later. */
  readonly sold: number;
  readonly refused: number;
  readonly seconds: number;
  /** Of answers that carried their token. */
  readonly answeredMs: readonly number[];
  /** Of those that said that the token is still to come. */
  readonly lateMs: readonly number[];
}

/** Tills that sell beside what is measured: enough to notice a delay, and little of the load. One that is never idle takes half a core. */
export const LIVE_TILLS = 4;
export const CUSTOMER_EVERY_MS = 2_000;

/** For how long, and how often a till has a customer: 0 for the next as soon as one is served. */
export interface Business {
  readonly seconds: number;
  readonly customerEveryMs: number;
}

/** Has all tills sell to all meters. */
export async function sellFor(
  { meters }: Pick<BenchPlatform, 'meters'>,
  tills: readonly Till[],
  { seconds, customerEveryMs }: Business,
): Promise<Sales> {
  const [answeredMs, lateMs]: [number[], number[]] = [[], []];
  const refusals = new Map<string, number>();
  const stride = Math.max(1, Math.floor(meters.length * STRIDE));
  let next = Math.floor(Math.random() * meters.length);
  const sellOnce = async (worker: number): Promise<number> => {
    const meterNumber = meters[(next = (next + stride) % meters.length)]!;
    const startedAt = performance.now();
    const { status, code } = await tills[worker]!.sell({ meterNumber, amount: TENDER, currency: CURRENCY, key: randomUUID() });
    if (status === 201) answeredMs.push(performance.now() - startedAt);
    else if (status === 202) lateMs.push(performance.now() - startedAt);
    else refusals.set(`${status} ${code}`, (refusals.get(`${status} ${code}`) ?? 0) + 1);
    if (customerEveryMs > 0) await pause(Math.max(0, startedAt + customerEveryMs - performance.now()));
    return status === 201 || status === 202 ? 1 : 0;
  };
  const { count: sold, seconds: took } = await repeat(sellOnce, { workers: tills.length, seconds });
  if (refusals.size > 0) process.stderr.write(`bench: refused: ${JSON.stringify(Object.fromEntries(refusals))}\n`);
  const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
  return { sold, refused, seconds: took, answeredMs, lateMs };
}

/** Vendors with all the float they need, each with as many points of sale as it comes to. To be made once in a platform's life. */
export async function openTills(
  { gatewayUrl, password }: BenchPlatform,
  { vendors, sellers, door }: Pick<BenchOptions, 'vendors' | 'sellers' | 'door'>,
): Promise<readonly Till[]> {
  const admin = await signIn(gatewayUrl, { username: 'admin', password });
  const places = await Promise.all(
    Array.from({ length: vendors }, async (_, index) => {
      const username = `bench-vendor-${index}`;
      const { vendorId } = (await admin.vending.createVendor({ body: { name: username } })).body;
      await admin.vending.depositFloat({ params: { vendorId }, body: { amount: FLOAT, currency: CURRENCY, reference: username } });
      await admin.gateway.createUser({ body: { username, password, roles: ['vendor'], vendorId } });
      const { outletId } = (await admin.vending.createOutlet({ params: { vendorId }, body: { name: username } })).body;
      const { terminalId, secret } = (await admin.vending.createTerminal({ params: { outletId }, body: { name: username } })).body;
      const { accessToken } = await signIn(gatewayUrl, { username, password });
      return { gatewayUrl, accessToken, terminal: { terminalId, secret } };
    }),
  );
  return Array.from({ length: sellers }, (_, index) => DOORS[door](places[index % vendors]!));
}

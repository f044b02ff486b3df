import { randomUUID } from 'node:crypto';
import { signIn } from '@openprepay/standalone/gateway-client';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { perSecond, repeat } from '../measure.js';
import { quantile } from '../quantile.js';
import { CURRENCY, type BenchPlatform } from './bench-platform.js';
import { PointOfSale } from './point-of-sale.client.js';
import { settled } from './settled.js';

const WARM_UP_SECONDS = 2;
const TENDER = '5';
/** More than any run can sell. */
/** As much as one person may pay in. */
const FLOAT = '1000000';

/** Points of sale sell over HTTP, each as soon as it is answered; every vend that was sold must be booked, once. */
export async function measureVends(platform: BenchPlatform, { options, say }: Bench): Promise<readonly Figure[]> {
  const { sellers, seconds, vendors, meters } = options;
  const tills = await openTills(platform, { vendors, sellers });
  const { billing } = await signIn(platform.gatewayUrl, { username: 'clerk', password: platform.password });
  const booked = (): Promise<number> =>
    platform.count('openprepay_billing', `select count(*) from journal_entry where reference like 'vend:%'`);
  const sell = sellerOf(platform, tills);
  try {
    const warmUp = await sell(WARM_UP_SECONDS);
    const { count: before } = await settled(booked, warmUp.sold);

    say(`${sellers} points of sale of ${vendors} vendors sell to ${meters} meters for ${seconds} s`);
    const startedAt = performance.now();
    const run = await sell(seconds);
    const { count, atMs } = await settled(booked, before + run.sold);
    const { body: trial } = await billing.readTrialBalance();
    if (!trial.balanced) throw new Error('the books are not balanced');
    return [
      { name: 'vends: sold', value: perSecond({ count: run.sold, seconds: run.seconds }), unit: 'vends/s' },
      { name: 'vends: booked', value: ((count - before) * 1_000) / (atMs - startedAt), unit: 'vends/s' },
      ...latencies(run.answeredMs),
      { name: 'vends: answered 202', value: run.late, unit: 'vends' },
      { name: 'vends: refused', value: run.refused, unit: 'vends' },
      { name: 'vends: not booked once', value: Math.abs(warmUp.sold + run.sold - count), unit: 'vends' },
    ];
  } finally {
    for (const till of tills) till.close();
  }
}

const latencies = (answeredMs: readonly number[]): readonly Figure[] =>
  answeredMs.length === 0
    ? []
    : [
        { name: 'vends: latency p50', value: quantile(answeredMs, 0.5), unit: 'ms' },
        { name: 'vends: latency p99', value: quantile(answeredMs, 0.99), unit: 'ms' },
      ];

interface Sales {
  /** Accepted for good, with a token at once or later. */
  readonly sold: number;
  readonly late: number;
  readonly refused: number;
  readonly seconds: number;
  readonly answeredMs: readonly number[];
}

function sellerOf({ meters }: BenchPlatform, tills: readonly PointOfSale[]): (seconds: number) => Promise<Sales> {
  let next = 0;
  return async (seconds) => {
    const answeredMs: number[] = [];
    const refusals = new Map<string, number>();
    let late = 0;
    const sellOnce = async (worker: number): Promise<number> => {
      const { meterNumber } = meters[next++ % meters.length]!;
      const startedAt = performance.now();
      const { status, code } = await tills[worker]!.sell({ meterNumber, amount: TENDER, currency: CURRENCY, key: randomUUID() });
      if (status === 201) answeredMs.push(performance.now() - startedAt);
      else if (status === 202) late += 1;
      else refusals.set(`${status} ${code}`, (refusals.get(`${status} ${code}`) ?? 0) + 1);
      return status === 201 || status === 202 ? 1 : 0;
    };
    const { count: sold, seconds: took } = await repeat(sellOnce, { workers: tills.length, seconds });
    if (refusals.size > 0) process.stderr.write(`bench: refused: ${JSON.stringify(Object.fromEntries(refusals))}\n`);
    const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
    return { sold, late, refused, seconds: took, answeredMs };
  };
}

/** Vendors with all the float they need, each with as many points of sale as it comes to. */
async function openTills(
  { gatewayUrl, password }: BenchPlatform,
  { vendors, sellers }: { readonly vendors: number; readonly sellers: number },
): Promise<readonly PointOfSale[]> {
  const admin = await signIn(gatewayUrl, { username: 'admin', password });
  const tokens = await Promise.all(
    Array.from({ length: vendors }, async (_, index) => {
      const username = `bench-vendor-${index}`;
      const { vendorId } = (await admin.vending.createVendor({ body: { name: username } })).body;
      await admin.vending.depositFloat({ params: { vendorId }, body: { amount: FLOAT, currency: CURRENCY, reference: username } });
      await admin.gateway.createUser({ body: { username, password, roles: ['vendor'], vendorId } });
      return (await signIn(gatewayUrl, { username, password })).accessToken;
    }),
  );
  return Array.from({ length: sellers }, (_, index) => new PointOfSale(gatewayUrl, tokens[index % vendors]!));
}

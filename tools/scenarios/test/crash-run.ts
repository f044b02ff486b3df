import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { pause } from '@openprepay/pace/pause';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { services } from '@openprepay/standalone/services';
import { until } from './until.js';
import type { Platform } from './platform.js';
import { ReportingMeter } from './reporting-meter.js';
import { pick, seededRandom } from './seeded-random.js';

/** Whatever may die while the platform is at work. */
export const MORTAL = [...services, 'kafka', 'postgres', 'mqtt'] as const;

export interface CrashPlan {
  readonly seed: number;
  readonly vends: number;
  readonly readings: number;
  /** Pause between two kills, in ms: at least, at most. */
  readonly pauseMs: readonly [number, number];
}

export interface CrashOutcome {
  readonly vends: readonly VendAnswer[];
  readonly meters: readonly ReportingMeter[];
  readonly kills: readonly string[];
}

const SELLERS = 4;
const METERS_AT_ONCE = 4;

/** Sells and reports while processes die at random, until all that was planned is done. */
export async function crashRun(platform: Platform, plan: CrashPlan): Promise<CrashOutcome> {
  const meters = await reportingMeters(platform, METERS_AT_ONCE);
  const kills: string[] = [];
  const work = { done: false };
  const killer = killAtRandom(platform, plan, kills, work);
  try {
    const [vends] = await Promise.all([sellAll(platform, plan.vends), reportAll(meters, plan.readings)]);
    return { vends, meters, kills };
  } finally {
    work.done = true;
    await killer;
    await Promise.all(meters.map((meter) => meter.close()));
  }
}

async function killAtRandom(platform: Platform, plan: CrashPlan, kills: string[], work: { readonly done: boolean }): Promise<void> {
  const random = seededRandom(plan.seed);
  const [least, most] = plan.pauseMs;
  while (!work.done) {
    await pause(least + random() * (most - least));
    const name = pick(random, MORTAL);
    if (!work.done && (await platform.kill(name))) kills.push(name);
  }
}

async function sellAll(platform: Platform, count: number): Promise<readonly VendAnswer[]> {
  const vendor = await signIn(platform, 'vendor');
  const vends: VendAnswer[] = [];
  let next = 0;
  const seller = async (): Promise<void> => {
    while (next < count) {
      const meter = platform.meter(METERS_AT_ONCE + (next++ % SELLERS));
      vends.push(await platform.sell(vendor, { meterNumber: meter.meterNumber, amount: '40.00' }));
    }
  };
  await Promise.all(Array.from({ length: SELLERS }, seller));
  return vends;
}

async function reportAll(meters: readonly ReportingMeter[], count: number): Promise<void> {
  const startMs = Math.floor(Date.now() / 1000) * 1000 - count * 1000;
  await Promise.all(
    meters.map(async (meter, offset) => {
      for (let seq = offset; seq < count; seq += meters.length) {
        await meter.report({ seq, ts: new Date(startMs + seq * 1000).toISOString(), value: `${seq}.125` });
      }
    }),
  );
}

async function reportingMeters(platform: Platform, count: number): Promise<readonly ReportingMeter[]> {
  const text = await readFile(path.join(platform.dataDir, 'secrets', 'meters.json'), 'utf8');
  const { meters } = JSON.parse(text) as { readonly meters: readonly { readonly meterNumber: string; readonly password: string }[] };
  return meters.slice(0, count).map(({ meterNumber, password }) => new ReportingMeter(platform.mqttUrl, meterNumber, password));
}

/** Signs in however often it takes: the gateway may just have been killed. */
export async function signIn(platform: Platform, username: string): Promise<SignedIn> {
  let signedIn: SignedIn | undefined;
  await until(
    async () => {
      signedIn = await platform.as(username).catch(() => undefined);
      return signedIn !== undefined;
    },
    { timeoutMs: 60_000 },
  );
  if (!signedIn) throw new Error(`${username} could not sign in`);
  return signedIn;
}

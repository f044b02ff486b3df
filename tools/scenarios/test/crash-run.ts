import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { pause } from '@openprepay/pace/pause';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { services } from '@openprepay/standalone/services';
import { until } from './until.js';
import type { Platform } from './platform.js';
import { ReportingMeter } from './reporting-meter.js';
import { pick, seededRandom } from './seeded-random.js';
import { Work } from './work.js';
import type { WorkingUtility } from './working-utility.js';

/** Whatever may die while the platform is at work. */
export const MORTAL = [...services, 'kafka', 'postgres', 'mqtt'] as const;

export interface CrashPlan {
  readonly seed: number;
  /** Of all utilities together. */
  readonly vends: number;
  readonly readings: number;
  /** Pause between two strikes, in ms: at least, at most. Longer where the work has not got on since the last. */
  readonly pauseMs: readonly [number, number];
  /** The work is spread over at least so long, so that the kills meet it. */
  readonly spreadMs: number;
}

/** What one utility has to show for it. */
export interface CrashOutcome {
  readonly utility: WorkingUtility;
  readonly vends: readonly VendAnswer[];
  readonly meters: readonly ReportingMeter[];
}

/** Sellers of a utility, each at a meter of its own; as many meters only report. */
const SELLERS = 2;
const METERS_REPORTING = 2;
export const METERS_OF_A_UTILITY = SELLERS + METERS_REPORTING;

/** With nothing killed for so long and no sale of anybody's completed, a sale has no outcome. */
const STALL_MS = 180_000;
/** One strike in so many takes two processes at once. */
const DOUBLE_STRIKE = 4;

/**
 * Sells and reports while processes die at random, until all that was planned is done. Who kills waits until each work has
 * got on since the last strike: what the run proves is that nothing is lost, not how fast a machine starts processes.
 */
export async function crashRun(
  platform: Platform,
  utilities: readonly WorkingUtility[],
  plan: CrashPlan,
): Promise<{ readonly outcomes: readonly CrashOutcome[]; readonly kills: readonly string[] }> {
  const kills: string[] = [];
  const shares = utilities.map((utility, index) => ({
    utility,
    sales: new Work(`sales of ${utility.name}`, share(plan.vends, utilities.length, index)),
    reports: new Work(`readings of ${utility.name}`, share(plan.readings, utilities.length, index)),
  }));
  const works = shares.flatMap(({ sales, reports }) => [sales, reports]);
  const ended = new AbortController();
  const killer = killAtRandom({ platform, plan, kills, works, ended: ended.signal });
  try {
    const outcomes = await Promise.all(
      shares.map(async ({ utility, sales, reports }) => {
        const meters = utility.meters.slice(0, METERS_REPORTING).map((meter) => new ReportingMeter(platform.mqttUrl, meter));
        const work = { platform, utility, works, spreadMs: plan.spreadMs };
        const [vends] = await Promise.all([sellAll(work, sales), reportAll(work, meters, reports)]);
        return { utility, vends, meters };
      }),
    );
    return { outcomes, kills };
  } finally {
    ended.abort();
    await killer;
  }
}

/** The whole in parts that differ by one at most. */
const share = (whole: number, parts: number, index: number): number => Math.floor((whole + index) / parts);

interface Killing {
  readonly platform: Platform;
  readonly plan: CrashPlan;
  readonly kills: string[];
  readonly works: readonly Work[];
  readonly ended: AbortSignal;
}

async function killAtRandom({ platform, plan, kills, works, ended }: Killing): Promise<void> {
  const random = seededRandom(plan.seed);
  const [least, most] = plan.pauseMs;
  let struckAt = performance.now();
  while (!ended.aborted) {
    await pause(least + random() * (most - least), ended);
    while (!ended.aborted && !works.every((work) => work.gotOnSince(struckAt))) await pause(LOOK_MS);
    if (ended.aborted) return;
    struckAt = performance.now();
    const victims = random() * DOUBLE_STRIKE < 1 ? 2 : 1;
    for (let victim = 0; victim < victims; victim++) {
      const name = pick(random, MORTAL);
      if (await platform.kill(name)) kills.push(name);
    }
  }
}

const LOOK_MS = 50;

interface Working {
  readonly platform: Platform;
  readonly utility: WorkingUtility;
  readonly works: readonly Work[];
  readonly spreadMs: number;
}

async function sellAll({ platform, utility, works, spreadMs }: Working, sales: Work): Promise<readonly VendAnswer[]> {
  const vendor = await signIn(platform, utility.usernames.vendor);
  const stalled = (): boolean => works.every(({ idleMs }) => idleMs > STALL_MS);
  const vends: VendAnswer[] = [];
  let next = 0;
  const seller = async ({ meterNumber }: { readonly meterNumber: string }): Promise<void> => {
    while (next++ < sales.wanted) {
      vends.push(await platform.sell(vendor, { meterNumber, amount: '4.00', stalled }).catch(explain(works)));
      sales.note();
      await pause((spreadMs * SELLERS) / sales.wanted);
    }
  };
  await Promise.all(utility.meters.slice(METERS_REPORTING, METERS_OF_A_UTILITY).map(seller));
  return vends;
}

const explain =
  (works: readonly Work[]) =>
  (cause: unknown): never => {
    throw new Error(`a sale failed; ${works.join('; ')}`, { cause });
  };

async function reportAll({ spreadMs }: Working, meters: readonly ReportingMeter[], reports: Work): Promise<void> {
  const startMs = Math.floor(Date.now() / 1000) * 1000 - reports.wanted * 1000;
  await Promise.all(
    meters.map(async (meter, offset) => {
      for (let seq = offset; seq < reports.wanted; seq += meters.length) {
        await meter.report({ seq, ts: new Date(startMs + seq * 1000).toISOString(), value: `${seq}.125` });
        reports.note();
        await pause((spreadMs * meters.length) / reports.wanted);
      }
      await meter.close();
    }),
  );
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

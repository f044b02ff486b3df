import { randomBytes } from 'node:crypto';
import { demoKeyData } from '@openprepay/standalone/demo-fleet';
import { signIn } from '@openprepay/standalone/gateway-client';
import { services } from '@openprepay/standalone/services';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { memoryBytes, readProcesses } from '../process-table.js';
import { processorFigures, processorTimes } from '../processor.js';
import { type BenchPlatform, count } from './bench-platform.js';
import { type Sales, sellFor } from './selling.js';
import { settled } from './settled.js';
import type { Till } from './till.js';
import { latencies } from './vends.js';

/** Sells meanwhile: enough to notice a delay, and none of the load. */
const LIVE_TILLS = 1;
const LOOK_EVERY_SECONDS = 2;
/** What stands still for so long is not going to come. */
const PATIENCE_MS = 60_000;
const KEY_BYTES = 20;
const NEXT_REVISION = 9;
const MB = 1_000_000;
/** Whose memory must not grow with the campaign. */
const WATCHED: readonly string[] = ['vending', 'key-management'] satisfies readonly (typeof services)[number][];

/** All meters get another key, as fast as may be, while a till goes on selling. Each must have its set. */
export async function measureCampaign(platform: BenchPlatform, tills: readonly Till[], { say }: Bench): Promise<readonly Figure[]> {
  await makeNextKey(platform);
  const meters = platform.meters.length;
  const issued = (): Promise<number> =>
    count(platform, 'vending', `select count(*) from key_change where reason like 'campaign BENCH%' and tokens is not null`);
  say(`${meters} meters get another key while ${LIVE_TILLS} till sells`);
  const processorBefore = await processorTimes(await platform.processes());
  await startCampaign(platform);
  const startedAt = performance.now();
  const { live, memory, issuedAt } = await sellUntil(platform, tills.slice(0, LIVE_TILLS), { issued, wanted: meters });
  const { count: sets } = await settled(issued, meters);
  const processorAfter = await processorTimes(await platform.processes());
  return [
    { name: 'campaign: sets issued', value: (sets * 60_000) / (issuedAt - startedAt), unit: 'sets/min' },
    ...latencies(
      'campaign: latency',
      live.flatMap((sales) => [...sales.answeredMs, ...sales.lateMs]),
      ' of live sales',
    ),
    ...[...memory].map(([name, bytes]) => ({ name: `campaign: memory, ${name}`, value: bytes / MB, unit: 'MB' })),
    ...processorFigures(processorBefore, processorAfter, { part: 'campaign', what: 'set', count: sets }),
    { name: 'campaign: refused', value: live.reduce((sum, { refused }) => sum + refused, 0), unit: 'vends' },
    { name: 'campaign: not settled', value: meters - sets, unit: 'sets' },
  ];
}

/** The key that the meters are changed to; nobody needs to know it. */
async function makeNextKey({ gatewayUrl, password }: BenchPlatform): Promise<void> {
  const { supplyGroupCode, keyType, baseDate, decoderKeyAlgorithm } = demoKeyData;
  const [one, other] = await Promise.all(['custodian1', 'custodian2'].map((username) => signIn(gatewayUrl, { username, password })));
  const { body } = await one!.keyManagement.createVendingKey({
    params: { supplyGroupCode },
    body: { keyType, keyRevision: NEXT_REVISION, keyExpiry: 255, baseDate, decoderKeyAlgorithm, components: 2 },
  });
  for (const custodian of [one!, other!]) {
    const component = randomBytes(KEY_BYTES).toString('hex');
    await custodian.keyManagement.enterComponent({ params: { vendingKeyId: body.vendingKeyId }, body: { component } });
  }
}

async function startCampaign({ gatewayUrl, password }: BenchPlatform): Promise<void> {
  const { vending } = await signIn(gatewayUrl, { username: 'engineer', password });
  const { supplyGroupCode } = demoKeyData;
  const { body } = await vending.createCampaign({
    body: { code: 'BENCH', name: 'Bench', select: { supplyGroupCode }, to: { keyRevision: NEXT_REVISION }, channels: ['mqtt'] },
  });
  await vending.startCampaign({ params: { campaignId: body.campaignId } });
}

interface Watched {
  readonly live: readonly Sales[];
  /** The most that a service was seen to have, in bytes. */
  readonly memory: ReadonlyMap<string, number>;
  /** `performance.now()` when the last set was seen. */
  readonly issuedAt: number;
}

async function sellUntil(
  platform: BenchPlatform,
  tills: readonly Till[],
  { issued, wanted }: { readonly issued: () => Promise<number>; readonly wanted: number },
): Promise<Watched> {
  const live: Sales[] = [];
  const memory = new Map<string, number>();
  let most = 0;
  let movedAt = performance.now();
  for (;;) {
    live.push(await sellFor(platform, tills, LOOK_EVERY_SECONDS));
    for (const [name, bytes] of await memoryNow(platform)) memory.set(name, Math.max(bytes, memory.get(name) ?? 0));
    const now = await issued();
    if (now > most) movedAt = performance.now();
    most = now;
    if (now >= wanted || performance.now() - movedAt > PATIENCE_MS) return { live, memory, issuedAt: movedAt };
  }
}

async function memoryNow(platform: BenchPlatform): Promise<readonly (readonly [string, number])[]> {
  const [running, all] = await Promise.all([platform.processes(), readProcesses()]);
  const watched = running.filter(({ name }) => WATCHED.includes(name));
  return Promise.all(
    watched.map(async ({ name, pid }) => {
      const own = all.find((process) => process.pid === pid);
      return [name, own ? await memoryBytes(own) : 0] as const;
    }),
  );
}

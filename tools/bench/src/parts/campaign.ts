import { randomBytes } from 'node:crypto';
import { demoKeyData } from '@openprepay/standalone/demo-fleet';
import { signIn } from '@openprepay/standalone/gateway-client';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { type Measured, perSecond } from '../measure.js';
import { MemoryWatch } from '../memory-watch.js';
import { processorFigures, processorTimes } from '../processor.js';
import { type BenchPlatform, count } from './bench-platform.js';
import { measureEvidence } from './campaign-evidence.js';
import { CUSTOMER_EVERY_MS, LIVE_TILLS, type Sales, sellFor } from './selling.js';
import { settled } from './settled.js';
import type { Till } from './till.js';
import { latencies } from './vends.js';

const LOOK_EVERY_SECONDS = 2;
/** Looks at memory are dear: the system walks over all pages of every process. */
const LOOKS_TO_ONE_AT_MEMORY = 5;
const LOOK_AT_EVIDENCE_EVERY_MS = 500;
/** What stands still for so long is not going to come. */
const PATIENCE_MS = 60_000;
const KEY_BYTES = 20;
const NEXT_REVISION = 9;
/** As the campaign's own counts have it: a look at all its sets would be a part of the load. */
const ISSUED = `select coalesce(sum(change), 0) as count from campaign_tally where state in ('issued', 'delivered', 'confirmed')`;

/** All meters get another key, as fast as may be, while some tills go on selling as they did before. Each must have its set. */
export async function measureCampaign(
  platform: BenchPlatform,
  tills: readonly Till[],
  { options, say }: Bench,
): Promise<readonly Figure[]> {
  await makeNextKey(platform);
  const meters = platform.meters.length;
  const liveTills = tills.slice(0, LIVE_TILLS);
  say(`${liveTills.length} tills sell for ${options.seconds} s, and then while ${meters} meters get another key`);
  const before = await sellFor(platform, liveTills, { seconds: options.seconds, customerEveryMs: CUSTOMER_EVERY_MS });
  const memory = new MemoryWatch(() => platform.processes());
  const processorBefore = await processorTimes(await platform.processes());
  const campaignId = await startCampaign(platform);
  const startedAt = performance.now();
  const issued = (): Promise<number> => count(platform, 'vending', ISSUED);
  const { live, issuedAt } = await sellUntil(platform, liveTills, { issued, wanted: meters, memory, say });
  const { count: sets } = await settled(issued, meters);
  const processorAfter = await processorTimes(await platform.processes());
  const withEvidence = new MemoryWatch(() => platform.processes());
  const evidence = await withEvidence.during(LOOK_AT_EVIDENCE_EVERY_MS, measureEvidence(platform, campaignId));
  return [
    { name: 'campaign: sets issued', value: (sets * 60_000) / (issuedAt - startedAt), unit: 'sets/min' },
    ...latencies('campaign: latency', msOf([before]), ' of sales before it'),
    ...latencies('campaign: latency', msOf(live), ' of live sales'),
    { name: 'campaign: live sales', value: perSecond(sumOf(live)), unit: 'vends/s' },
    ...processorFigures(processorBefore, processorAfter, { part: 'campaign', what: 'set', count: sets }),
    ...memory.figures('campaign: memory'),
    ...withEvidence.figures('campaign: memory with evidence'),
    ...evidence,
    { name: 'campaign: refused', value: [before, ...live].reduce((sum, { refused }) => sum + refused, 0), unit: 'vends' },
    { name: 'campaign: not settled', value: meters - sets, unit: 'sets' },
  ];
}

const msOf = (sales: readonly Sales[]): readonly number[] => sales.flatMap(({ answeredMs, lateMs }) => [...answeredMs, ...lateMs]);

const sumOf = (sales: readonly Sales[]): Measured => ({
  count: sales.reduce((sum, { sold }) => sum + sold, 0),
  seconds: sales.reduce((sum, { seconds }) => sum + seconds, 0),
});

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

/** @returns its id */
async function startCampaign({ gatewayUrl, password }: BenchPlatform): Promise<string> {
  const { vending } = await signIn(gatewayUrl, { username: 'engineer', password });
  const { supplyGroupCode } = demoKeyData;
  const { body } = await vending.createCampaign({
    body: { code: 'BENCH', name: 'Bench', select: { supplyGroupCode }, to: { keyRevision: NEXT_REVISION }, channels: ['mqtt'] },
  });
  await vending.startCampaign({ params: { campaignId: body.campaignId } });
  return body.campaignId;
}

interface Watched {
  readonly live: readonly Sales[];
  /** `performance.now()` when the last set was seen. */
  readonly issuedAt: number;
}

interface Watching {
  readonly issued: () => Promise<number>;
  readonly wanted: number;
  readonly memory: MemoryWatch;
  readonly say: Bench['say'];
}

async function sellUntil(platform: BenchPlatform, tills: readonly Till[], { issued, wanted, memory, say }: Watching): Promise<Watched> {
  const live: Sales[] = [];
  let most = 0;
  let movedAt = performance.now();
  for (;;) {
    live.push(await sellFor(platform, tills, { seconds: LOOK_EVERY_SECONDS, customerEveryMs: CUSTOMER_EVERY_MS }));
    const now = await issued();
    if ((live.length - 1) % LOOKS_TO_ONE_AT_MEMORY === 0) {
      await memory.look();
      say(`${now} of ${wanted} have their sets`);
    }
    if (now > most) movedAt = performance.now();
    most = now;
    if (now >= wanted || performance.now() - movedAt > PATIENCE_MS) return { live, issuedAt: movedAt };
  }
}

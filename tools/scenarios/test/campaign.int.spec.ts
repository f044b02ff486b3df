import { pause } from '@openprepay/pace/pause';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { makeMeterNumber, meterPan } from '@openprepay/sts';
import { deriveDecoderKey } from '@openprepay/sts/keys';
import { acceptToken, createMeterState, type MeterState } from '@openprepay/sts/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inParallel } from './in-parallel.js';
import { enterKey, type KnownKey } from './known-key.js';
import { Platform, retryable } from './platform.js';
import { loadCampaignConfig } from './scenarios.config.js';
import { pick, seededRandom } from './seeded-random.js';
import { until } from './until.js';

const plan = loadCampaignConfig(process.env);
const GROUP = '600401';
const KEY_DATA = {
  supplyGroupCode: GROUP,
  keyRevision: 1,
  tariffIndex: '07',
  baseDate: 2014,
  encryptionAlgorithm: 'EA11',
  decoderKeyAlgorithm: 'DKGA04',
} as const;
/** What a set goes through. */
const MORTAL = ['vending', 'key-management', 'kafka', 'postgres', 'gateway'] as const;
/** What is still to be done when the last is killed is as random as the rest, but it is something. */
const LATEST = 0.98;
const LOOK_MS = 100;
/** Meters that people stand at at the same time. */
const PEOPLE = 16;

/** What whoever stands at a meter does with its set: nine of ten all that they are asked to. */
const habits = ['loses one', 'out of order', 'away'] as const;
type Habit = 'enters all' | (typeof habits)[number];

interface ModelMeter {
  readonly meterNumber: string;
  readonly habit: Habit;
  state: MeterState;
}

let platform: Platform;
let people: Readonly<Record<'engineer' | 'admin', SignedIn>>;
let meters: readonly ModelMeter[];
beforeAll(async () => {
  platform = await Platform.start({ meters: 1, simulate: false, env: { ACCESS_TOKEN_SECONDS: '86400' } });
  const [engineer, admin, ...custodians] = await Promise.all(
    ['engineer', 'admin', 'custodian1', 'custodian2'].map((name) => platform.as(name)),
  );
  people = { engineer: engineer!, admin: admin! };
  await people.admin.keyManagement.createSupplyGroup({ body: { supplyGroupCode: GROUP, name: 'of the campaign' } });
  const enter = (keyRevision: number) =>
    enterKey([custodians[0]!, custodians[1]!], 'DKGA04', { supplyGroupCode: GROUP, keyRevision, keyExpiry: 255 });
  const key = await enter(1);
  await enter(2);
  meters = await install(key);
}, 2 * plan.patienceMs);
afterAll(() => platform?.stop());

/** Meters as their maker delivers them, registered by a file. */
async function install(key: KnownKey): Promise<readonly ModelMeter[]> {
  const made = Array.from({ length: plan.meters }, (_, nth): ModelMeter => {
    const meterNumber = makeMeterNumber('00', String(78_000_000 + nth));
    const derivation = { ...KEY_DATA, keyType: 2 as const, meterPan: meterPan(meterNumber) };
    const decoderKey = deriveDecoderKey({ algorithm: 'DKGA04', vendingKey: key.vendingKey, ...derivation });
    const config = { ...KEY_DATA, keyType: 2 as const, keyExpiry: 255, meterNumber, decoderKey, tokenIdentifierOfManufacture: 0 };
    const habit = nth % 10 === 0 ? habits[(nth / 10) % habits.length]! : 'enters all';
    return { meterNumber, habit, state: createMeterState(config) };
  });
  const columns = ['supplyGroupCode', 'keyRevision', 'tariffIndex', 'encryptionAlgorithm', 'decoderKeyAlgorithm', 'baseDate'] as const;
  const rows = made.map(({ meterNumber }) => [meterNumber, ...columns.map((column) => KEY_DATA[column]), 'electricity'].join(','));
  const file = `${['meterNumber', ...columns, 'commodity'].join(',')}\n${rows.join('\n')}\n`;
  const { body } = await people.engineer.vending.importMeters({ body: file });
  await until(
    async () => {
      const { body: run } = await people.engineer.vending.readMeterImport({ params: { importId: body.importId } });
      return run.accepted === made.length;
    },
    { timeoutMs: plan.patienceMs },
  );
  return made;
}

/** Enters what whoever stands there enters. @returns whether the meter has its new key, as its display would show */
function enter(meter: ModelMeter, tokens: readonly string[]): boolean {
  const entered = { 'enters all': tokens, 'loses one': tokens.slice(1), 'out of order': tokens.toReversed(), away: [] }[meter.habit];
  for (const token of entered) {
    const { state, result } = acceptToken(meter.state, token, new Date());
    if (result.accepted) meter.state = state;
  }
  return hasNewKey(meter);
}

const hasNewKey = ({ state }: ModelMeter): boolean => state.keyRevision === 2 && state.pendingKeyChange === undefined;

/** How much of the whole is done: each meter's set is made, and whoever stands at it is through with it. */
class Done {
  issued = 0;
  seenTo = 0;

  get part(): number {
    return (this.issued + this.seenTo) / (2 * plan.meters);
  }
}

/** Kills something at random moments of the whole, from the start on, while the meters are counted, until a person is at the last. @returns what was killed */
async function killAtRandom(done: Done, ended: AbortSignal): Promise<readonly string[]> {
  const random = seededRandom(plan.seed);
  const later = Array.from({ length: plan.kills - 1 }, () => random() * LATEST);
  const killed: string[] = [];
  for (const moment of [0, ...later.toSorted((one, other) => one - other)]) {
    while (done.part < moment && !ended.aborted) await pause(LOOK_MS, ended);
    const victim = pick(random, MORTAL);
    while (!ended.aborted && !(await platform.kill(victim))) await pause(LOOK_MS, ended);
    if (ended.aborted) break;
    killed.push(victim);
  }
  return killed;
}

/** Asks until whoever is asked is there again. */
async function insist<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  let cause: unknown;
  for (const deadline = performance.now() + plan.patienceMs; performance.now() < deadline; await pause(LOOK_MS)) {
    const answer = await ask().catch((error: unknown) => {
      cause = error;
      return retryable(error);
    });
    if (answer !== undefined) return answer;
  }
  throw new Error('what was asked for found no answer in time', { cause });
}

/** Starts a campaign over all meters. @returns its id */
async function start(): Promise<string> {
  const { vending } = people.engineer;
  const { body: planned } = await vending.createCampaign({
    body: {
      ...{ code: 'ROLLOVER', name: 'Revision 1 is left', select: { supplyGroupCode: GROUP, keyRevision: 1 }, to: { keyRevision: 2 } },
      ...{ channels: ['vend'], ratePerMinute: plan.ratePerMinute },
    },
  });
  expect(planned.counts).toMatchObject({ selected: plan.meters, waiting: plan.meters });
  const params = { campaignId: planned.campaignId };
  await vending.startCampaign({ params });
  return planned.campaignId;
}

async function untilIssued(params: { readonly campaignId: string }, done: Done): Promise<void> {
  await until(
    async () => {
      const { body } = await insist(() => people.engineer.vending.readCampaign({ params }));
      done.issued = body.counts.issued;
      return done.issued === plan.meters;
    },
    { timeoutMs: plan.patienceMs },
  );
}

/** Whoever stands at a meter asks for its set, enters it, and tells where the meter shows that it has its new key. */
async function seeTo(meter: ModelMeter): Promise<void> {
  const { vending } = people.engineer;
  const { body } = await insist(() => vending.listKeyChanges({ params: { meterNumber: meter.meterNumber }, query: {} }));
  expect(body.items).toMatchObject([{ state: 'issued' }]);
  const [change] = body.items;
  const tokens = change!.tokens!.map(({ token }) => token);
  if (!enter(meter, tokens)) return;
  const params = { keyChangeId: change!.keyChangeId };
  await insist(() => vending.confirmKeyChange({ params, body: { evidence: 'the display shows revision 2' } }).catch(unlessConfirmed));
}

/** The answer to an earlier try was lost with whoever gave it. */
function unlessConfirmed(error: unknown): true {
  if ((error as { readonly code?: string }).code === 'vending.key_change_ended') return true;
  throw error;
}

describe(`a campaign over ${plan.meters} meters, a tenth of which misbehave (seed ${plan.seed})`, () => {
  it(
    'gives each meter one set, though whatever makes them is killed at any moment, and its evidence is what the meters hold',
    async () => {
      const params = { campaignId: await start() };
      const done = new Done();
      const ended = new AbortController();
      const killer = killAtRandom(done, ended.signal);
      try {
        await untilIssued(params, done);
        await inParallel(PEOPLE, meters, async (meter) => {
          await seeTo(meter);
          done.seenTo += 1;
        });
        expect(await killer).toHaveLength(plan.kills);
        await platform.untilHealthy();
        await expectEvidence(params);
      } finally {
        ended.abort();
      }
    },
    4 * plan.patienceMs,
  );
});

/** A line of the evidence for each meter, which says what the meter itself does; and so do the counts. The last that was killed may still be starting. */
async function expectEvidence(params: { readonly campaignId: string }): Promise<void> {
  const { vending } = people.engineer;
  const { body: csv } = await insist(() => vending.exportCampaignEvidence({ params }));
  const [header, ...lines] = csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  const rows = lines.map((cells) => Object.fromEntries(cells.map((cell, nth) => [header![nth]!, cell])));
  const held = meters.map((meter) => [meter.meterNumber, hasNewKey(meter) ? 'confirmed' : 'issued']);
  expect(rows.map(({ meterNumber, state }) => [meterNumber, state])).toEqual(held.toSorted());
  expect(new Set(meters.filter((meter) => !hasNewKey(meter)).map(({ habit }) => habit))).toEqual(new Set(['loses one', 'away']));
  const confirmed = meters.filter(hasNewKey).length;
  const { body: after } = await insist(() => vending.readCampaign({ params }));
  expect(after.counts).toMatchObject({ selected: plan.meters, waiting: 0, issued: plan.meters - confirmed, confirmed });
}

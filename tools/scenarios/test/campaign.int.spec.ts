import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { makeMeterNumber, meterPan } from '@openprepay/sts';
import { deriveDecoderKey } from '@openprepay/sts/keys';
import { acceptToken, createMeterState, type MeterState } from '@openprepay/sts/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inParallel } from './in-parallel.js';
import { enterKey, type KnownKey } from './known-key.js';
import { Platform } from './platform.js';
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
/** One kill has to be followed by so much of the work before the next. */
const KILLS = 4;
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

/** Kills vending at random moments while the campaign gets on. */
async function killWhileIssuing(issued: () => Promise<number>): Promise<number> {
  const random = seededRandom(plan.seed);
  let kills = 0;
  for (let done = 0; done < plan.meters;) {
    if (kills < KILLS && (await platform.kill(pick(random, ['vending', 'key-management'])))) kills += 1;
    const before = done;
    await until(
      async () => {
        done = await issued().catch(() => before);
        return done === plan.meters || done - before >= plan.meters / (2 * KILLS);
      },
      { timeoutMs: plan.patienceMs },
    );
  }
  return kills;
}

describe(`a campaign over ${plan.meters} meters, a tenth of which misbehave (seed ${plan.seed})`, () => {
  it(
    'gives each meter one set, though the processes that make them are killed, and its evidence is what the meters hold',
    async () => {
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

      const kills = await killWhileIssuing(async () => (await vending.readCampaign({ params })).body.counts.issued);
      await platform.untilHealthy();
      expect(kills).toBe(KILLS);

      await inParallel(PEOPLE, meters, async (meter) => {
        const { body } = await vending.listKeyChanges({ params: { meterNumber: meter.meterNumber }, query: {} });
        expect(body.items).toMatchObject([{ state: 'issued' }]);
        const [change] = body.items;
        const tokens = change!.tokens!.map(({ token }) => token);
        if (!enter(meter, tokens)) return;
        const params = { keyChangeId: change!.keyChangeId };
        await vending.confirmKeyChange({ params, body: { evidence: 'the display shows revision 2' } });
      });

      const { body: csv } = await vending.exportCampaignEvidence({ params });
      const [header, ...lines] = csv
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','));
      const rows = lines.map((cells) => Object.fromEntries(cells.map((cell, nth) => [header![nth]!, cell])));
      const held = meters.map((meter) => [meter.meterNumber, hasNewKey(meter) ? 'confirmed' : 'issued']);
      expect(rows.map(({ meterNumber, state }) => [meterNumber, state])).toEqual(held.toSorted());
      expect(new Set(meters.filter((meter) => !hasNewKey(meter)).map(({ habit }) => habit))).toEqual(new Set(['loses one', 'away']));
      const confirmed = meters.filter(hasNewKey).length;
      const { body: after } = await vending.readCampaign({ params });
      expect(after.counts).toMatchObject({ selected: plan.meters, waiting: 0, issued: plan.meters - confirmed, confirmed });
    },
    4 * plan.patienceMs,
  );
});

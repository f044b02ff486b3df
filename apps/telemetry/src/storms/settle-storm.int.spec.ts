import { AlarmAcknowledged, AlarmCleared, AlarmStormSettled } from '@openprepay/contracts/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { darkNetwork } from '../../test/dark-network.js';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { FindAlarms } from '../alarms/find-alarms.js';
import { limits } from '../telemetry-limits.js';
import { FindStorm } from './find-storm.js';
import { FindStormMeters } from './find-storm-meters.js';
import { FindStorms } from './find-storms.js';
import { SettleStorm } from './settle-storm.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

const { place, hang, connect, darken, watch } = darkNetwork(() => telemetry);
const operator = (utility: string) => callerOf('operator', { utility });
const read = (utility: string, stormId: string) => telemetry.get(FindStorm).execute(operator(utility), { stormId });
const cleared = async (utility: string) => (await telemetry.events(AlarmCleared)).filter((one) => one.utility === utility);

const acknowledged = async (utility: string) => (await telemetry.events(AlarmAcknowledged)).filter((one) => one.utility === utility);
const settled = async (utility: string) =>
  (await telemetry.events(AlarmStormSettled)).flatMap(({ utility: of, data }) => (of === utility ? [data] : []));

/** A storm of so many meters of one transformer. */
async function stormOf(many: number) {
  const utility = await place();
  const meters = await hang(utility, 'T1', many);
  await connect(utility, meters, false);
  await watch();
  const [storm] = (await telemetry.get(FindStorms).execute(operator(utility), { limit: 1 })).items;
  return { utility, meters, stormId: storm!.stormId };
}

async function metersOf(utility: string, stormId: string, away?: 'true'): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await telemetry.get(FindStormMeters).execute(operator(utility), { stormId, away, cursor, limit: 7 });
    found.push(...page.items.map(({ meterNumber, clearedAt }) => `${meterNumber} ${clearedAt === undefined ? 'away' : 'back'}`));
    cursor = page.nextCursor;
    if (cursor === undefined) return found;
  }
}

describe('the alarms of a storm', () => {
  it('are listed by meter, page by page, each meter once however often it went, and only those that are away where that is asked', async () => {
    const { utility, meters, stormId } = await stormOf(20);
    await connect(utility, meters.slice(0, 5), true);
    await connect(utility, meters.slice(0, 2), false);
    await watch();

    const back = new Set(meters.slice(2, 5));
    expect(await metersOf(utility, stormId)).toEqual(meters.map((meter) => `${meter} ${back.has(meter) ? 'back' : 'away'}`));
    expect(await metersOf(utility, stormId, 'true')).toEqual(meters.filter((meter) => !back.has(meter)).map((meter) => `${meter} away`));
    expect(await read(utility, stormId)).toMatchObject({ meters: 20, away: 17, unacknowledged: 17 });
  });

  it('are acknowledged in one act, told of as one, and the storm goes on', async () => {
    const { utility, meters, stormId } = await stormOf(12);
    const settle = telemetry.get(SettleStorm);

    expect(await settle.acknowledge(operator(utility), { stormId })).toEqual({ alarms: 12, left: false });
    expect(await settle.acknowledge(operator(utility), { stormId })).toEqual({ alarms: 0, left: false });
    expect(await read(utility, stormId)).toMatchObject({ meters: 12, away: 12, unacknowledged: 0 });
    const { items } = await telemetry.get(FindAlarms).execute(operator(utility), { limit: 50, stormId, state: 'acknowledged' });
    const { username } = operator(utility);
    expect(items.map(({ acknowledgedBy }) => acknowledgedBy)).toEqual(meters.map(() => username));
    expect(await settled(utility)).toEqual([
      { stormId, networkNode: 'T1', what: 'acknowledged', alarms: 12, settledAt: items[0]!.acknowledgedAt, settledBy: username },
    ]);
    expect(await acknowledged(utility)).toEqual([]);
  });

  it('are cleared in one act with a reason, told of as one and by the end of the storm, and not one by one', async () => {
    const { utility, stormId } = await stormOf(12);

    const clearing = { stormId, reason: 'the feeder is being renewed' };
    expect(await telemetry.get(SettleStorm).clear(operator(utility), clearing)).toEqual({ alarms: 12, left: false });
    expect(await read(utility, stormId)).toMatchObject({ away: 0, unacknowledged: 0 });
    await watch();
    expect((await read(utility, stormId)).endedAt).toBeDefined();
    expect(await cleared(utility)).toEqual([]);
    expect(await settled(utility)).toMatchObject([{ stormId, what: 'cleared', alarms: 12, reason: clearing.reason }]);
    const { items } = await telemetry.get(FindAlarms).execute(operator(utility), { limit: 50, stormId });
    expect(new Set(items.map(({ clearReason, clearedBy }) => `${clearReason} ${clearedBy}`)).size).toBe(1);
  });

  it('that it has left are acknowledged and cleared, and told of one by one, as they were when it left them', async () => {
    const { utility, meters, stormId } = await stormOf(20);
    await connect(utility, meters.slice(2), true);
    await watch();

    expect(await telemetry.get(SettleStorm).acknowledge(operator(utility), { stormId })).toEqual({ alarms: 2, left: false });
    expect((await acknowledged(utility)).map(({ data }) => data.meterNumber).sort()).toEqual(meters.slice(0, 2));
    const clearing = { stormId, reason: 'both houses are empty' };
    expect(await telemetry.get(SettleStorm).clear(operator(utility), clearing)).toEqual({ alarms: 2, left: false });
    expect((await cleared(utility)).map(({ data }) => [data.meterNumber, data.reason]).sort()).toEqual(
      meters.slice(0, 2).map((meter) => [meter, 'both houses are empty']),
    );
    expect(await settled(utility)).toEqual([]);
  });

  it('are settled so many at once, and it is said whether others are left', async () => {
    const utility = await place();
    const atOnce = limits.storms.settledAtOnce;
    await darken(utility, await hang(utility, 'T1', atOnce + 3));
    await telemetry.owner.query('analyze meter, meter_state, mqtt_credential, alarm_cause');
    telemetry.clock.advance(2 * 60_000);
    await watch();
    const [storm] = (await telemetry.get(FindStorms).execute(operator(utility), { limit: 1 })).items;
    const { stormId } = storm!;
    const settle = telemetry.get(SettleStorm);

    expect(await settle.acknowledge(operator(utility), { stormId })).toEqual({ alarms: atOnce, left: true });
    expect(await settle.acknowledge(operator(utility), { stormId })).toEqual({ alarms: 3, left: false });
    expect(await settle.clear(operator(utility), { stormId, reason: 'planned' })).toEqual({ alarms: atOnce, left: true });
    expect(await settle.clear(operator(utility), { stormId, reason: 'planned' })).toEqual({ alarms: 3, left: false });
  });

  it('stand apart from those of meters that went alone, until the storm is over', async () => {
    const { utility, meters, stormId } = await stormOf(20);
    const apart = async (order: 'newest' | 'severity') =>
      (await telemetry.get(FindAlarms).execute(operator(utility), { limit: 50, order, state: 'open', outsideStorms: 'true' })).items;
    expect([await apart('severity'), await apart('newest')]).toEqual([[], []]);

    await connect(utility, meters.slice(2), true);
    await watch();
    for (const order of ['severity', 'newest'] as const)
      expect((await apart(order)).map((alarm) => alarm.stormId)).toEqual([stormId, stormId]);
  });

  it('are of its own utility alone', async () => {
    const { stormId } = await stormOf(12);
    const [stranger, unknown] = [operator('storm-of-others'), { code: 'telemetry.storm_unknown' }];

    await expect(telemetry.get(FindStorm).execute(stranger, { stormId })).rejects.toMatchObject(unknown);
    await expect(telemetry.get(FindStormMeters).execute(stranger, { stormId, limit: 5 })).rejects.toMatchObject(unknown);
    await expect(telemetry.get(SettleStorm).acknowledge(stranger, { stormId })).rejects.toMatchObject(unknown);
    await expect(telemetry.get(SettleStorm).clear(stranger, { stormId, reason: 'none of theirs' })).rejects.toMatchObject(unknown);
  });
});

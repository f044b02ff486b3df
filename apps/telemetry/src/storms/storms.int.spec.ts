import { AlarmCleared, AlarmRaised, AlarmStormBegan, AlarmStormEnded, AlarmStormGrew } from '@openprepay/contracts/telemetry';
import { flightsOf } from '@openprepay/testing/flights';
import { whileTaking } from '@openprepay/testing/broken-table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { darkNetwork } from '../../test/dark-network.js';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { SetAlarmRule } from '../alarm-rules/set-alarm-rule.js';
import { ClearAlarm } from '../alarms/clear-alarm.js';
import { FindAlarms } from '../alarms/find-alarms.js';
import { limits } from '../telemetry-limits.js';
import { FindStorms } from './find-storms.js';
import { GatherStorms } from './gather-storms.js';

const MINUTE_MS = 60_000;

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

const { place, hang, connect, darken, look, watch } = darkNetwork(() => telemetry);

const storms = async (utility: string) =>
  (await telemetry.get(FindStorms).execute(callerOf('operator', { utility }), { limit: 50 })).items.map(
    ({ networkNode, meters, away, endedAt }) => `${networkNode} ${meters} ${away} ${endedAt === undefined ? 'open' : 'ended'}`,
  );
const offline = async (utility: string) =>
  (await telemetry.get(FindAlarms).execute(callerOf('operator', { utility }), { limit: 50, kind: 'offline', state: 'open' })).items;
async function told(utility: string): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const event of [AlarmRaised, AlarmCleared, AlarmStormBegan, AlarmStormEnded])
    counts[event.type] = (await telemetry.events(event)).filter((one) => one.utility === utility).length;
  return counts;
}

describe('a storm', () => {
  it('is one of all meters of the lowest part of the network that covers them, and ends when they are back', async () => {
    const utility = await place();
    const dark = [...(await hang(utility, 'T1', 12)), ...(await hang(utility, 'T2', 8)), ...(await hang(utility, 'F1', 2))];
    await hang(utility, 'T3', 30);

    await connect(utility, dark, false);
    await watch();
    await watch();
    expect(await storms(utility)).toEqual(['F1 22 22 open']);
    expect((await offline(utility)).length).toBe(22);

    telemetry.clock.advance(20 * MINUTE_MS);
    await watch();
    await connect(utility, dark, true);
    await watch();
    expect(await storms(utility)).toEqual(['F1 22 0 ended']);
    expect(await offline(utility)).toEqual([]);
    expect(await told(utility)).toEqual({
      'telemetry.alarm.raised': 0,
      'telemetry.alarm.cleared': 0,
      'telemetry.alarm-storm.began': 1,
      'telemetry.alarm-storm.ended': 1,
    });
  });

  it('takes the meters that follow, and leaves those that do not come back to alarms of their own', async () => {
    const utility = await place();
    const [first, then] = [await hang(utility, 'T1', 12), await hang(utility, 'T1', 8)];
    await connect(utility, first, false);
    await watch();
    telemetry.clock.advance(MINUTE_MS);
    await connect(utility, then, false);
    await watch();
    expect(await storms(utility)).toEqual(['T1 20 20 open']);

    await connect(utility, [...first, ...then].slice(2), true);
    await watch();
    expect(await storms(utility)).toEqual(['T1 20 0 ended']);
    expect((await offline(utility)).length).toBe(2);
    expect((await told(utility))['telemetry.alarm.raised']).toBe(2);
  });

  it('tells how many it has by now, at a bounded rate and once more before it ends', async () => {
    const utility = await place();
    const [first, then, last] = [await hang(utility, 'T1', 12), await hang(utility, 'T1', 8), await hang(utility, 'T1', 2)];
    const grown = async () =>
      (await telemetry.events(AlarmStormGrew)).flatMap(({ utility: of, data }) =>
        of === utility ? [`${data.meters} +${data.joined}`] : [],
      );
    await connect(utility, first, false);
    await watch();

    await connect(utility, then, false);
    await watch();
    await watch();
    expect(await grown()).toEqual(['20 +8']);

    await connect(utility, last, false);
    telemetry.clock.advance(MINUTE_MS);
    await telemetry.owner.query('update alarm_storm set told_at = $2 where utility = $1', [utility, telemetry.clock.now()]);
    await look();
    expect([await storms(utility), await grown()]).toEqual([['T1 22 22 open'], ['20 +8']]);

    await connect(utility, [...first, ...then, ...last].slice(2), true);
    await look();
    expect([await storms(utility), await grown()]).toEqual([['T1 22 0 ended'], ['20 +8', '22 +2']]);
    const of = (event: { readonly utility: string }) => event.utility === utility;
    expect((await telemetry.events(AlarmStormEnded)).filter(of)).toMatchObject([{ data: { meters: 22, left: 2 } }]);
    const [storm] = (await telemetry.get(FindStorms).execute(callerOf('operator', { utility }), { limit: 1 })).items;
    expect((await telemetry.events(AlarmRaised)).filter(of).map(({ data }) => data.stormId)).toEqual([storm!.stormId, storm!.stormId]);
  });

  it('tells of no alarm that is left where such an alarm is none by now', async () => {
    const utility = await place();
    const meters = await hang(utility, 'T1', 20);
    await connect(utility, meters, false);
    await watch();
    await telemetry.get(SetAlarmRule).execute(callerOf('engineer', { utility }), { kind: 'offline', enabled: false, severity: 3 });

    await connect(utility, meters.slice(2), true);
    await watch();

    expect(await storms(utility)).toEqual(['T1 20 0 ended']);
    expect(await told(utility)).toMatchObject({ 'telemetry.alarm.raised': 0, 'telemetry.alarm-storm.ended': 1 });
  });

  it('counts a meter once, however often it comes and goes', async () => {
    const utility = await place();
    const meters = await hang(utility, 'T1', 12);
    await connect(utility, meters, false);
    await watch();
    for (let times = 0; times < 2; times++) {
      await connect(utility, meters.slice(0, 5), true);
      await connect(utility, meters.slice(0, 5), false);
      await watch();
    }
    expect(await storms(utility)).toEqual(['T1 12 12 open']);
  });

  it('ends when people have cleared its alarms, whose meters are raised no more', async () => {
    const utility = await place();
    await connect(utility, await hang(utility, 'T1', 12), false);
    await watch();
    for (const { alarmId } of await offline(utility))
      await telemetry.get(ClearAlarm).execute(callerOf('operator', { utility }), { alarmId, reason: 'the feeder is being renewed' });
    await watch();
    expect(await storms(utility)).toEqual(['T1 12 0 ended']);
    telemetry.clock.advance(16 * MINUTE_MS);
    await watch();
    expect(await told(utility)).toMatchObject({ 'telemetry.alarm.raised': 0, 'telemetry.alarm-storm.ended': 1 });
  });

  it.each([
    ['where it cannot be written, its meters have alarms of their own', 'alarm_storm', 20],
    ['where alarms cannot be written, others have theirs', 'alarm', 0],
  ])('of a utility keeps no other waiting: %s', async (_what, table, raised) => {
    const [broken, whole] = [await place(), await place()].sort() as [string, string];
    await whileTaking(telemetry.owner, { table, only: `utility <> '${broken}'` }, async () => {
      for (const utility of [broken, whole]) await connect(utility, await hang(utility, 'T1', 20), false);
      await connect(whole, await hang(whole, null, 1), false);
      await watch();
      expect([await storms(broken), await storms(whole)]).toEqual([[], ['T1 20 20 open']]);

      telemetry.clock.advance(16 * MINUTE_MS);
      await connect(broken, await hang(broken, 'T2', 12), false);
      await watch();
      expect([(await told(broken))['telemetry.alarm.raised'], (await told(whole))['telemetry.alarm.raised']]).toEqual([raised, 1]);
    });
  });

  it('is none of meters that hang on nothing known, of a few, or of fewer than are there', async () => {
    const utility = await place();
    const [nowhere, few, some] = [await hang(utility, null, 40), await hang(utility, 'T1', 9), await hang(utility, 'T3', 60)];
    await connect(utility, [...nowhere, ...few, ...some.slice(0, 14)], false);
    await watch();
    expect(await storms(utility)).toEqual([]);
    telemetry.clock.advance(16 * MINUTE_MS);
    await watch();
    expect((await told(utility))['telemetry.alarm.raised']).toBe(63);
  });

  it('is none of meters that are back within a minute, as when a broker was started again', async () => {
    const utility = await place();
    const meters = await hang(utility, 'T1', 20);
    await connect(utility, meters, false);
    await look();
    await connect(utility, meters, true);
    await watch();
    expect(await storms(utility)).toEqual([]);
    expect(await offline(utility)).toEqual([]);
  });

  it('is none of meters that rest between readings, until they have been away for twice as long', async () => {
    const utility = await place();
    const meters = await hang(utility, 'T1', 20);
    await telemetry.owner.query('update meter_state set interval_seconds = 1800 where utility = $1', [utility]);
    await connect(utility, meters, false);
    await watch();
    telemetry.clock.advance(56 * MINUTE_MS);
    await watch();
    expect(await storms(utility)).toEqual([]);
    telemetry.clock.advance(2 * MINUTE_MS);
    await watch();
    expect(await storms(utility)).toEqual(['T1 20 20 open']);
  });

  it('leaves no alarm of a meter that comes back just when its storm is found', async () => {
    const utility = await place();
    const meters = await hang(utility, 'T1', 20);
    await connect(utility, meters, false);
    telemetry.clock.advance(MINUTE_MS);

    await Promise.all([look(), connect(utility, meters, true), look()]);
    await watch();

    expect(await offline(utility)).toEqual([]);
    const left = await telemetry.owner.query(`select from alarm_cause where utility = $1`, [utility]);
    expect(left.rows.length).toBe(0);
  });

  it('is seen by its own utility alone, and its alarms are found by it and by the parts above', async () => {
    const utility = await place();
    await connect(utility, await hang(utility, 'T1', 15), false);
    await watch();
    const caller = callerOf('operator', { utility });
    const [storm] = (await telemetry.get(FindStorms).execute(caller, { limit: 5 })).items;
    const alarms = async (query: object, of = caller) =>
      (await telemetry.get(FindAlarms).execute(of, { limit: 50, ...query })).items.length;
    expect(await alarms({ stormId: storm!.stormId })).toBe(15);
    expect([await alarms({ networkNode: 'Z' }), await alarms({ networkNode: 'F2' })]).toEqual([15, 0]);
    const other = callerOf('operator', { utility: 'storm-of-others' });
    expect(await alarms({ stormId: storm!.stormId }, other)).toBe(0);
    expect((await telemetry.get(FindStorms).execute(other, { limit: 5 })).items).toEqual([]);
  });

  it('of 4 000 meters is one storm, told of once, by as many statements as one of twenty', async () => {
    const [small, large] = [await place(), await place()];
    await connect(small, await hang(small, 'T1', 20), false);
    const ofSmall = await flightsOf(watch);
    const dark = [...(await hang(large, 'T1', 2_000)), ...(await hang(large, 'T2', 2_000))];
    await connect(large, dark, false);
    const ofLarge = await flightsOf(watch);

    expect(await storms(large)).toEqual(['F1 4000 4000 open']);
    expect(await told(large)).toMatchObject({ 'telemetry.alarm.raised': 0, 'telemetry.alarm-storm.began': 1 });
    // The small one's own is open by now, and looked at.
    expect(ofLarge.statements.length).toBeLessThanOrEqual(ofSmall.statements.length * 2);
    await connect(large, dark, true);
    await watch();
    expect(await storms(large)).toEqual(['F1 4000 0 ended']);
  });

  it('takes so many meters in a transaction, and the rest in those that follow, however long the first took', async () => {
    const utility = await place();
    const [atOnce, rest] = [limits.storms.takenAtOnce, 20];
    await darken(utility, [...(await hang(utility, 'T1', atOnce)), ...(await hang(utility, 'T2', atOnce + rest))]);
    await telemetry.owner.query('analyze meter, meter_state, mqtt_credential, alarm_cause');
    telemetry.clock.advance(5 * MINUTE_MS);
    const taken = await telemetry.run((tx) => telemetry.get(GatherStorms).execute(tx, 3), utility);
    expect([taken, await storms(utility)]).toEqual([atOnce, [`F1 ${atOnce} ${atOnce} open`]]);

    telemetry.clock.advance(2 * MINUTE_MS);
    await watch();

    const all = 2 * atOnce + rest;
    expect(await storms(utility)).toEqual([`F1 ${all} ${all} open`]);
    expect(await told(utility)).toMatchObject({ 'telemetry.alarm.raised': 0, 'telemetry.alarm-storm.began': 1 });
  });

  it('that is open is found among those that have ended by the index of the open ones', async () => {
    const utility = await place();
    await telemetry.owner.query(
      `insert into alarm_storm (storm_id, utility, network_node, meters, began_at, last_joined_at, told_meters, told_at, ended_at)
       select gen_random_uuid(), $1, 'T1', 12, at, at, 12, at, case n when 1 then null else at end
       from generate_series(1, 5000) n cross join lateral (select now() - n * interval '1 hour' as at) began`,
      [utility],
    );
    await telemetry.owner.query('analyze alarm_storm');
    const find = () => telemetry.get(FindStorms).execute(callerOf('operator', { utility }), { limit: 50, state: 'open' });
    const { statements } = await flightsOf(find);
    const statement = statements.find((text) => text.includes('from alarm_storm'))!;
    const plan = await telemetry.owner.query(`explain ${statement}`, [utility, null, null, null, 51]);

    expect(JSON.stringify(plan.rows)).toContain('alarm_storm_open');
    await telemetry.owner.query('update alarm_storm set ended_at = now() where utility = $1 and ended_at is null', [utility]);
  });
});

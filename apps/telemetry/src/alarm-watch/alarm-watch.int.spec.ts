import type { EventData } from '@openprepay/contracts/event';
import {
  AlarmCleared,
  type AlarmKind,
  AlarmRaised,
  MeterEventReported,
  MeterPresenceChanged,
  ReadingsReported,
} from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { SetAlarmRule, type SetAlarmRuleCommand } from '../alarm-rules/set-alarm-rule.js';
import { AcknowledgeAlarm } from '../alarms/acknowledge-alarm.js';
import { stateOf } from '../alarms/alarm.js';
import { FindAlarms } from '../alarms/find-alarms.js';
import { ReportPresence } from '../presence/report-presence.js';
import { SettleHours } from '../validation/settle-hours.js';
import { WatchSilence } from './watch-silence.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const VOLTAGE = '1-0:32.7.0';
const POWER = '1-0:16.7.0';
const COUNTER = '1-0:1.8.0';
const CREDIT = '0-0:19.10.0';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({ READINGS_SETTLE_SECONDS: '0' });
});
afterAll(() => telemetry.stop());

let utilities = 0;
/** A utility of its own for each test, with a meter. */
async function place(): Promise<{ readonly utility: string; readonly meterNumber: string }> {
  const utility = `watch-${++utilities}`;
  return { utility, meterNumber: await telemetry.meter(utility) };
}
type Place = Awaited<ReturnType<typeof place>>;

const rule = ({ utility }: Place, command: SetAlarmRuleCommand) =>
  telemetry.get(SetAlarmRule).execute(callerOf('engineer', { utility }), command);
const list = async ({ utility, meterNumber }: Place) =>
  (await telemetry.get(FindAlarms).execute(callerOf('operator', { utility }), { limit: 50, meterNumber })).items;
const states = async (where: Place) => (await list(where)).map((alarm) => `${alarm.kind} ${alarm.severity} ${stateOf(alarm)}`).sort();

let seq = 0;
/** Said now, of so long ago. */
async function say({ utility, meterNumber }: Place, registers: Readonly<Record<string, string>>, agoMs = 0): Promise<void> {
  telemetry.clock.advance(SECOND_MS);
  const receivedAt = telemetry.clock.now();
  const readings = [{ ts: new Date(receivedAt.getTime() - agoMs), registers }];
  const reading: EventData<typeof ReadingsReported> = { meterNumber, meterPan: meterPan(meterNumber), seq: ++seq, receivedAt, readings };
  await telemetry.deliver(ReadingsReported, [reading], { utility });
  while ((await telemetry.get(SettleHours).execute()).hours > 0);
}
async function happen({ utility, meterNumber }: Place, kind: EventData<typeof MeterEventReported>['kind'], agoMs = 0): Promise<void> {
  telemetry.clock.advance(SECOND_MS);
  const receivedAt = telemetry.clock.now();
  const event = { meterNumber, meterPan: meterPan(meterNumber), seq: ++seq, ts: new Date(receivedAt.getTime() - agoMs), receivedAt, kind };
  await telemetry.deliver(MeterEventReported, [event], { utility });
}
async function connect({ utility, meterNumber }: Place, online: boolean): Promise<void> {
  telemetry.clock.advance(SECOND_MS);
  const at = telemetry.clock.now();
  const meter = { utility, meterNumber, meterPan: meterPan(meterNumber) };
  await telemetry.run(
    (tx) => telemetry.get(ReportPresence).execute(tx, { meter, state: { kind: 'state', meterNumber, online }, at }),
    utility,
  );
  await telemetry.deliver(MeterPresenceChanged, [{ ...meter, online, at }], { utility });
}

describe('an alarm', () => {
  it.each<[AlarmKind, string, string, string, string]>([
    ['over-voltage', VOLTAGE, '250', '250.1', '250'],
    ['under-voltage', VOLTAGE, '210.5', '210.4', '210.5'],
    ['over-power', POWER, '5000', '5000.001', '4999'],
    ['credit-low', CREDIT, '10', '9.9', '10'],
    ['battery-low', '0-0:96.6.1', '20', '19', '80'],
  ])(
    '%s is raised from where its rule says, once, with the severity of the rule, and ends by itself',
    async (kind, register, threshold, bad, good) => {
      const where = await place();
      await rule(where, { kind, enabled: true, severity: 2, threshold, forSeconds: 0 });

      await say(where, { [register]: good });
      expect(await states(where)).toEqual([]);
      await say(where, { [register]: bad });
      await say(where, { [register]: bad });
      expect(await states(where)).toEqual([`${kind} 2 open`]);
      await say(where, { [register]: good });
      expect(await states(where)).toEqual([`${kind} 2 cleared`]);

      const told = [...(await telemetry.events(AlarmRaised)), ...(await telemetry.events(AlarmCleared))];
      expect(told.filter(({ data }) => data.meterNumber === where.meterNumber).length).toBe(2);
    },
  );

  it('is raised once its cause has lasted for as long as its rule says, by the times of the readings', async () => {
    const where = await place();
    await rule(where, { kind: 'over-voltage', enabled: true, severity: 1, threshold: 250, forSeconds: 600 });

    await say(where, { [VOLTAGE]: '260' });
    telemetry.clock.advance(9 * MINUTE_MS);
    await say(where, { [VOLTAGE]: '261' });
    expect(await states(where)).toEqual([]);
    telemetry.clock.advance(MINUTE_MS);
    await say(where, { [VOLTAGE]: '262' });
    expect(await states(where)).toEqual(['over-voltage 1 open']);

    await say(where, { [VOLTAGE]: '230' });
    await say(where, { [VOLTAGE]: '260' });
    expect(await states(where)).toEqual(['over-voltage 1 cleared']);
  });

  it('that somebody has looked at is not raised again while its cause is there, and is cleared where that ends', async () => {
    const where = await place();
    await rule(where, { kind: 'over-voltage', enabled: true, severity: 1, threshold: '250', forSeconds: 0 });
    await say(where, { [VOLTAGE]: '260' });
    const [alarm] = await list(where);
    await telemetry.get(AcknowledgeAlarm).execute(callerOf('operator', { utility: where.utility }), { alarmId: alarm!.alarmId });

    await say(where, { [VOLTAGE]: '261' });
    expect(await states(where)).toEqual(['over-voltage 1 acknowledged']);
    await say(where, { [VOLTAGE]: '240' });
    expect(await states(where)).toEqual(['over-voltage 1 cleared']);
  });

  it('is neither raised nor ended by what comes late, or again', async () => {
    const where = await place();
    await rule(where, { kind: 'over-voltage', enabled: true, severity: 1, threshold: '250', forSeconds: 0 });

    await say(where, { [VOLTAGE]: '270' }, 2 * HOUR_MS);
    expect(await states(where)).toEqual([]);
    await say(where, { [VOLTAGE]: '230' });
    await say(where, { [VOLTAGE]: '270' }, MINUTE_MS);
    expect(await states(where)).toEqual([]);
    await say(where, { [VOLTAGE]: '260' });
    await say(where, { [VOLTAGE]: '230' }, MINUTE_MS);
    expect(await states(where)).toEqual(['over-voltage 1 open']);
    await say(where, { [CREDIT]: '50' });
    await happen(where, 'credit-low', 2 * HOUR_MS);
    expect(await states(where)).toEqual(['over-voltage 1 open']);
  });

  it('follows a rule from when it was set: off raises nothing, and what was raised ends all the same', async () => {
    const where = await place();
    const of = { kind: 'over-voltage', severity: 2, threshold: '250', forSeconds: 0 } as const;
    await rule(where, { ...of, enabled: false });
    await say(where, { [VOLTAGE]: '260' });
    await rule(where, { kind: 'tamper', enabled: false, severity: 1 });
    await happen(where, 'tamper');
    expect(await states(where)).toEqual([]);

    await rule(where, { ...of, enabled: true });
    await say(where, { [VOLTAGE]: '260' });
    expect(await states(where)).toEqual(['over-voltage 2 open']);
    await rule(where, { ...of, enabled: false, severity: 4 });
    await say(where, { [VOLTAGE]: '260' });
    expect(await states(where)).toEqual(['over-voltage 2 open']);
    await say(where, { [VOLTAGE]: '240' });
    expect(await states(where)).toEqual(['over-voltage 2 cleared']);
  });

  it('of credit that is gone ends when the meter has credit, whoever said so first', async () => {
    const where = await place();
    await happen(where, 'credit-zero');
    await say(where, { [CREDIT]: '0' });
    expect(await states(where)).toEqual(['credit-zero 3 open']);
    await say(where, { [CREDIT]: '12.5' });
    expect(await states(where)).toEqual(['credit-zero 3 cleared']);
    await say(where, { [CREDIT]: '-0.2' });
    expect(await states(where)).toEqual(['credit-zero 3 cleared', 'credit-zero 3 open']);
  });

  it('tells that something is consumed without credit', async () => {
    const where = await place();
    await say(where, { [CREDIT]: '0', [COUNTER]: '100' });
    await say(where, { [CREDIT]: '0', [COUNTER]: '101' });
    expect(await states(where)).toEqual(['credit-zero 3 open']);
    await say(where, { [CREDIT]: '0', [COUNTER]: '101.01' });
    expect(await states(where)).toEqual(['consumption-without-credit 2 open', 'credit-zero 3 open']);
    await say(where, { [CREDIT]: '50', [COUNTER]: '101.2' });
    await say(where, { [CREDIT]: '49', [COUNTER]: '102.2' });
    expect(await states(where)).toEqual(['consumption-without-credit 2 cleared', 'credit-zero 3 cleared']);
  });

  it('blames nobody for what was used before the credit had gone, where the counter was not read just then', async () => {
    const where = await place();
    await say(where, { [CREDIT]: '5', [COUNTER]: '100' });
    telemetry.clock.advance(55 * MINUTE_MS);
    await say(where, { [CREDIT]: '0' });
    telemetry.clock.advance(5 * MINUTE_MS);
    await say(where, { [CREDIT]: '0', [COUNTER]: '101.5' });
    expect(await states(where)).toEqual(['credit-zero 3 open']);
    telemetry.clock.advance(HOUR_MS);
    await say(where, { [CREDIT]: '0', [COUNTER]: '102.6' });
    expect(await states(where)).toEqual(['consumption-without-credit 2 open', 'credit-zero 3 open']);
  });

  it('tells of a counter that stands still for as long as its rule says while the meter reports', async () => {
    const where = await place();
    await rule(where, { kind: 'no-consumption', enabled: true, severity: 3, forSeconds: 7_200 });
    await say(where, { [COUNTER]: '100' });
    telemetry.clock.advance(HOUR_MS);
    await say(where, { [COUNTER]: '100' });
    expect(await states(where)).toEqual([]);
    telemetry.clock.advance(HOUR_MS);
    await say(where, { [COUNTER]: '100' });
    expect(await states(where)).toEqual(['no-consumption 3 open']);
    await say(where, { [COUNTER]: '100.1' });
    expect(await states(where)).toEqual(['no-consumption 3 cleared']);
  });

  it('tells of a clock that is ahead, and of power beyond the limit that the meter reports', async () => {
    const where = await place();
    await rule(where, { kind: 'over-power', enabled: true, severity: 2, forSeconds: 0 });
    await connect(where, true);
    await telemetry.owner.query('update meter_state set power_limit_watts = 3000 where meter_number = $1', [where.meterNumber]);
    await say(where, { [POWER]: '3001' }, -20 * MINUTE_MS);
    expect(await states(where)).toEqual(['clock-skew 4 open', 'over-power 2 open']);
    await say(where, { [POWER]: '2999' });
    expect(await states(where)).toEqual(['clock-skew 4 cleared', 'over-power 2 cleared']);
  });

  it.each<[EventData<typeof MeterEventReported>['kind'], EventData<typeof MeterEventReported>['kind'], string]>([
    ['cover-open', 'cover-closed', 'cover-open 1'],
    ['magnetic-field', 'magnetic-field-ended', 'magnetic-field 1'],
    ['battery-low', 'battery-replaced', 'battery-low 4'],
  ])('%s, which a meter says itself, ends by %s', async (begins, ends, alarm) => {
    const where = await place();
    await happen(where, begins);
    expect(await states(where)).toEqual([`${alarm} open`]);
    await happen(where, ends);
    expect(await states(where)).toEqual([`${alarm} cleared`]);
  });

  it('offline is raised once a meter has been away for as long as its rule says, and ends when it is back', async () => {
    const where = await place();
    const watch = telemetry.get(WatchSilence);
    await connect(where, true);
    await connect(where, false);
    telemetry.clock.advance(14 * MINUTE_MS);
    await watch.execute();
    expect(await states(where)).toEqual([]);
    telemetry.clock.advance(MINUTE_MS);
    expect([await watch.execute(), await watch.execute()]).toEqual([1, 0]);
    expect(await states(where)).toEqual(['offline 3 open']);
    await connect(where, true);
    expect(await states(where)).toEqual(['offline 3 cleared']);
  });

  it('offline is raised of a meter that reports every two hours once it has been away for twice as long', async () => {
    const where = await place();
    const watch = telemetry.get(WatchSilence);
    await connect(where, true);
    await telemetry.owner.query('update meter_state set interval_seconds = 7200 where meter_number = $1', [where.meterNumber]);
    await connect(where, false);
    telemetry.clock.advance(3 * HOUR_MS);
    await watch.execute();
    expect(await states(where)).toEqual([]);
    telemetry.clock.advance(2 * HOUR_MS);
    await watch.execute();
    expect(await states(where)).toEqual(['offline 3 open']);
  });

  it('offline is not raised of a meter that was back in between, nor of one whose old absence is told again', async () => {
    const where = await place();
    await connect(where, true);
    await connect(where, false);
    telemetry.clock.advance(10 * MINUTE_MS);
    await connect(where, true);
    const { utility, meterNumber } = where;
    await telemetry.deliver(MeterPresenceChanged, [{ meterNumber, meterPan: meterPan(meterNumber), online: false, at: new Date(0) }], {
      utility,
    });
    telemetry.clock.advance(20 * MINUTE_MS);
    await telemetry.get(WatchSilence).execute();
    expect(await states(where)).toEqual([]);
  });
});

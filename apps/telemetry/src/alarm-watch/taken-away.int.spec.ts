import { AlarmCleared, MeterPresenceChanged } from '@openprepay/contracts/telemetry';
import { MeterChanged } from '@openprepay/contracts/vending';
import { meterPan } from '@openprepay/sts';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { meterChangedOf } from '../../test/events-of-vending.js';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { stateOf } from '../alarms/alarm.js';
import { FindAlarms } from '../alarms/find-alarms.js';
import { ReassignMeter } from '../credentials/reassign-meter.js';
import { RevokeCredentials } from '../credentials/revoke-credentials.js';
import { ReportPresence } from '../presence/report-presence.js';
import { WatchSilence } from './watch-silence.js';

const QUARTER_MS = 900_000;

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

let utilities = 0;
/** A utility of its own for each test, with a meter. */
async function place(): Promise<{ readonly utility: string; readonly meterNumber: string }> {
  const utility = `taken-${++utilities}`;
  return { utility, meterNumber: await telemetry.meter(utility) };
}
type Place = Awaited<ReturnType<typeof place>>;

async function connect({ utility, meterNumber }: Place, online: boolean): Promise<void> {
  telemetry.clock.advance(1_000);
  const at = telemetry.clock.now();
  const meter = { utility, meterNumber, meterPan: meterPan(meterNumber) };
  const state = { kind: 'state', meterNumber, online } as const;
  await telemetry.run((tx) => telemetry.get(ReportPresence).execute(tx, { meter, state, at }), utility);
  await telemetry.deliver(MeterPresenceChanged, [{ ...meter, online, at }], { utility });
}
async function waitLong(): Promise<void> {
  telemetry.clock.advance(QUARTER_MS);
  while ((await telemetry.get(WatchSilence).execute()) > 0);
}
const states = async ({ utility, meterNumber }: Place) =>
  (await telemetry.get(FindAlarms).execute(callerOf('operator', { utility }), { limit: 50, meterNumber })).items.map(
    (alarm) => `${alarm.kind} ${stateOf(alarm)}`,
  );
const causes = async ({ meterNumber }: Place) =>
  (await telemetry.owner.query('select from alarm_cause where meter_number = $1', [meterNumber])).rows.length;

const WAYS: readonly (readonly [string, (where: Place) => Promise<unknown>])[] = [
  ['taken away', (where) => telemetry.get(RevokeCredentials).execute(where, where)],
  [
    'taken away by another meter that took its place',
    ({ utility, meterNumber }) =>
      telemetry.deliver(MeterChanged, [{ ...meterChangedOf(meterNumber), revision: 2, replacedBy: newMeterNumber() }], { utility }),
  ],
  [
    'given to another utility',
    async ({ meterNumber }) => {
      const utility = `other-${++utilities}`;
      await telemetry.deliver(MeterChanged, [meterChangedOf(meterNumber)], { utility });
      await telemetry.get(ReassignMeter).execute(callerOf('admin', { platform: true }), { meterNumber, utility });
    },
  ],
];

describe('a meter whose access was', () => {
  it.each(WAYS)('%s is not offline any more', async (_how, takeAway) => {
    const where = await place();
    await connect(where, true);
    await connect(where, false);
    await waitLong();
    expect(await states(where)).toEqual(['offline open']);

    await takeAway(where);

    expect(await states(where)).toEqual(['offline cleared']);
    expect(await causes(where)).toBe(0);
    const told = (await telemetry.events(AlarmCleared)).filter(({ data }) => data.meterNumber === where.meterNumber);
    expect(told.map(({ data }) => [data.kind, data.reason])).toEqual([['offline', 'its access was taken away']]);
  });

  it.each(WAYS)('%s while it was there does not become offline', async (_how, takeAway) => {
    const where = await place();
    await connect(where, true);

    await takeAway(where);
    await connect(where, false);
    await waitLong();

    expect(await states(where)).toEqual([]);
    expect(await causes(where)).toBe(0);
  });

  it.each(WAYS)('%s just when its absence was noted does not become offline', async (_how, takeAway) => {
    const where = await place();
    await connect(where, true);
    await connect(where, false);
    const { rows } = await telemetry.owner.query('select * from alarm_cause where meter_number = $1', [where.meterNumber]);

    await takeAway(where);
    await telemetry.owner.query('insert into alarm_cause select * from jsonb_populate_record(null::alarm_cause, $1)', [rows[0]]);
    await waitLong();

    expect(await states(where)).toEqual([]);
  });
});

import { MeterEventReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { stateOf } from '../alarms/alarm.js';
import { FindAlarms } from '../alarms/find-alarms.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

it('leaves alarms that were raised before to be ended by the time of their beginning', async () => {
  const meterNumber = await telemetry.meter();
  const happen = async (kind: 'cover-open' | 'cover-closed', seq: number) => {
    telemetry.clock.advance(1_000);
    const receivedAt = telemetry.clock.now();
    const event = { meterNumber, meterPan: meterPan(meterNumber), seq, ts: receivedAt, receivedAt, kind };
    await telemetry.deliver(MeterEventReported, [event]);
  };
  await happen('cover-open', 1);
  // As it was before anything was remembered.
  await telemetry.owner.query('delete from alarm_beginning');

  await happen('cover-closed', 2);

  const { items } = await telemetry.get(FindAlarms).execute(callerOf('operator'), { meterNumber, limit: 10 });
  expect(items.map(stateOf)).toEqual(['cleared']);
});

import { MeterChanged, VendCompleted } from '@openprepay/contracts/vending';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { meterChangedOf, vendCompletedOf } from '../../test/events-of-vending.js';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { IssueCredentials } from '../credentials/issue-credentials.js';
import { RetireMeters } from './retire-meters.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

const statesOf = async (meterNumber: string) =>
  (await telemetry.owner.query('select state, code from token_delivery where meter_number = $1', [meterNumber])).rows as readonly unknown[];
const passwordsOf = async (meterNumber: string) =>
  (await telemetry.owner.query('select 1 from mqtt_credential where meter_number = $1 and password_hash is not null', [meterNumber])).rows
    .length;

describe('a meter whose place another one has taken', () => {
  it('connects no more, and nothing is sent to it', async () => {
    const [old, other] = [await telemetry.meter(), await telemetry.meter()];
    await telemetry.deliver(VendCompleted, [vendCompletedOf(old, ['1'.repeat(20)]), vendCompletedOf(other, ['2'.repeat(20)])]);
    for (const meter of [old, other]) {
      await telemetry.owner.query(
        `insert into mqtt_credential (utility, meter_number, password_hash, created_at) values ($1, $2, 'x', now())
         on conflict do nothing`,
        [UTILITY, meter],
      );
    }

    const replaced = { ...meterChangedOf(old), revision: 2, replacedBy: newMeterNumber() };
    await telemetry.deliver(MeterChanged, [replaced, { ...meterChangedOf(other), revision: 2 }], { utility: UTILITY });
    await telemetry.deliver(MeterChanged, [replaced], { utility: UTILITY });

    expect(await statesOf(old)).toEqual([{ state: 'expired', code: 'withdrawn' }]);
    expect(await statesOf(other)).toMatchObject([{ state: 'pending' }]);
    expect([await passwordsOf(old), await passwordsOf(other)]).toEqual([0, 1]);
  });

  it('is given no access again, though the copy of the meters has not heard of it yet', async () => {
    const meterNumber = await telemetry.meter();
    const issue = () => telemetry.get(IssueCredentials).execute(callerOf('engineer'), { meterNumber });
    const data = { ...meterChangedOf(meterNumber), revision: 2, replacedBy: newMeterNumber() };
    const event = { id: '1', type: MeterChanged.type, source: 'vending', utility: UTILITY, time: new Date(), data };

    await telemetry.get(RetireMeters).revoke([event]);

    await expect(issue()).rejects.toMatchObject({ code: 'telemetry.meter_replaced' });
    await telemetry.deliver(MeterChanged, [{ ...meterChangedOf(meterNumber), revision: 1 }], { utility: UTILITY });
    await expect(issue()).rejects.toMatchObject({ code: 'telemetry.meter_replaced' });
    expect(await passwordsOf(meterNumber)).toBe(0);
  });
});

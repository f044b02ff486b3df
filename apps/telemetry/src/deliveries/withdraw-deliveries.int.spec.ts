import { randomUUID } from 'node:crypto';
import { TokenRejected } from '@openprepay/contracts/telemetry';
import { KeyChangeCancelled, KeyChangeCompleted, VendCompleted, VendReversed } from '@openprepay/contracts/vending';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendCompletedOf } from '../../test/events-of-vending.js';
import { openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

const deliveriesTo = async (meterNumber: string) =>
  (
    await telemetry.owner.query<{ vend_id: string; state: string; code: string | null }>(
      'select vend_id, state, code from token_delivery where meter_number = $1 order by created_at, delivery_id',
      [meterNumber],
    )
  ).rows;

describe('a sale that was taken back', () => {
  it('is sent to its meter no more, and the next one is', async () => {
    const meter = await telemetry.meter();
    const [taken, kept] = [vendCompletedOf(meter, ['1'.repeat(20)]), vendCompletedOf(meter, ['2'.repeat(20)])];
    await telemetry.deliver(VendCompleted, [taken, kept]);
    const reversal = {
      ...{ reversalId: randomUUID(), receiptNumber: '0000000009', reversedAt: new Date(), reason: 'wrong meter', requestedBy: 'ann' },
      vend: taken,
    };

    await telemetry.deliver(VendReversed, [reversal]);
    await telemetry.deliver(VendReversed, [reversal]);

    expect(await deliveriesTo(meter)).toMatchObject([
      { vend_id: taken.vendId, state: 'expired', code: 'withdrawn' },
      { vend_id: kept.vendId, state: 'pending' },
    ]);
    // nobody is told that the meter has not got it: it is not to have it
    expect((await telemetry.events(TokenRejected)).filter(({ data }) => data.meterNumber === meter)).toEqual([]);
  });
});

describe('a key change whose set goes by hand', () => {
  it('is not sent to its meter', async () => {
    const meterNumber = await telemetry.meter();
    const change = { keyChangeId: randomUUID(), meterNumber, meterPan: meterPan(meterNumber) };
    const tokens = [1, 2].map((part) => ({ token: String(part).repeat(20), part, parts: 2 }));

    await telemetry.deliver(KeyChangeCompleted, [{ ...change, tokens, byHand: true, completedAt: new Date() }]);

    expect(await deliveriesTo(meterNumber)).toEqual([]);
  });
});

describe('a key change that was cancelled', () => {
  it('is sent to its meter no more', async () => {
    const meterNumber = await telemetry.meter();
    const change = { keyChangeId: randomUUID(), meterNumber, meterPan: meterPan(meterNumber) };
    const tokens = [1, 2].map((part) => ({ token: String(part).repeat(20), part, parts: 2 }));
    await telemetry.deliver(KeyChangeCompleted, [{ ...change, tokens, completedAt: new Date() }]);

    await telemetry.deliver(KeyChangeCancelled, [{ ...change, cancelledAt: new Date() }]);

    expect(await deliveriesTo(meterNumber)).toMatchObject([{ vend_id: change.keyChangeId, state: 'expired', code: 'withdrawn' }]);
  });
});

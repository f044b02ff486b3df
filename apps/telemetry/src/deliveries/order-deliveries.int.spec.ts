import { randomUUID } from 'node:crypto';
import { TokenAccepted, TokenRejected } from '@openprepay/contracts/telemetry';
import { TokenOrderCompleted, VendCompleted } from '@openprepay/contracts/vending';
import { creditTenths } from '@openprepay/quantities';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendCompletedOf } from '../../test/events-of-vending.js';
import { RaiseAlarm } from '../alarms/raise-alarm.js';
import { openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { RecordTokenResult } from './record-token-result.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

const TOKEN = '12345678901234567890';

const orderCompletedOf = (meterNumber: string, orderId: string, kind: 'clear-credit' | { readonly unknown: string } = 'clear-credit') => ({
  orderId,
  meterNumber,
  meterPan: meterPan(meterNumber),
  tokens: [{ token: TOKEN, kind, tokenIdentifier: 5, amountTenths: creditTenths(0n), value: 1 }],
  completedAt: new Date(),
});

const deliveriesTo = async (meterNumber: string) =>
  (
    await telemetry.owner.query<{ delivery_id: string; vend_id: string; issued_for: string; tokens: string[] }>(
      'select delivery_id, vend_id, issued_for, tokens from token_delivery where meter_number = $1 order by created_at',
      [meterNumber],
    )
  ).rows;

const answer = (meterNumber: string, deliveryId: string, code?: 'function') =>
  telemetry.run((tx) =>
    telemetry.get(RecordTokenResult).execute(tx, {
      result: {
        kind: 'token-result',
        meterNumber,
        deliveryId,
        token: TOKEN,
        verdict: code === undefined ? { accepted: true } : { accepted: false, code },
      },
      at: telemetry.clock.now(),
    }),
  );

describe('a token that was ordered', () => {
  it('goes to its meter once, as credit does, and what the meter says is told to be of an order', async () => {
    const meter = await telemetry.meter();
    const orderId = randomUUID();
    const order = orderCompletedOf(meter, orderId);

    await telemetry.deliver(TokenOrderCompleted, [order]);
    await telemetry.deliver(TokenOrderCompleted, [order]);

    const [delivery, another] = await deliveriesTo(meter);
    expect(another).toBeUndefined();
    expect(delivery).toMatchObject({ vend_id: orderId, issued_for: 'order', tokens: [TOKEN] });
    await answer(meter, delivery!.delivery_id);
    const accepted = (await telemetry.events(TokenAccepted)).filter(({ data }) => data.meterNumber === meter);
    expect(accepted).toMatchObject([{ data: { vendId: orderId, issuedFor: 'order' } }]);
  });

  it('is of a kind that need not be known here: a refusal of the meter is passed on', async () => {
    const meter = await telemetry.meter();
    const orderId = randomUUID();

    await telemetry.deliver(TokenOrderCompleted, [orderCompletedOf(meter, orderId, { unknown: 'set-clock' })]);

    const [delivery] = await deliveriesTo(meter);
    await answer(meter, delivery!.delivery_id, 'function');
    const rejected = (await telemetry.events(TokenRejected)).filter(({ data }) => data.meterNumber === meter);
    expect(rejected).toMatchObject([{ data: { vendId: orderId, issuedFor: 'order', code: 'function' } }]);
  });

  it('ends no alarm about credit: it may have taken it', async () => {
    const meter = await telemetry.meter();
    const raised = { meterNumber: meter, meterPan: meterPan(meter), raisedAt: telemetry.clock.now() };
    for (const kind of ['credit-low', 'delivery-failed'] as const) {
      await telemetry.run((tx) => telemetry.get(RaiseAlarm).execute(tx, { ...raised, kind }));
    }
    await telemetry.deliver(TokenOrderCompleted, [orderCompletedOf(meter, randomUUID())]);
    const [delivery] = await deliveriesTo(meter);

    await answer(meter, delivery!.delivery_id);

    const open = await telemetry.owner.query('select kind from alarm where meter_number = $1 and cleared_at is null', [meter]);
    expect(open.rows).toEqual([{ kind: 'credit-low' }]);
  });

  it('leaves vends as they were: theirs are of vends, which is not said', async () => {
    const meter = await telemetry.meter();

    await telemetry.deliver(VendCompleted, [vendCompletedOf(meter, [TOKEN])]);

    const [delivery] = await deliveriesTo(meter);
    expect(delivery!.issued_for).toBe('vend');
    await answer(meter, delivery!.delivery_id);
    const [accepted] = (await telemetry.events(TokenAccepted)).filter(({ data }) => data.meterNumber === meter);
    expect(accepted!.data).not.toHaveProperty('issuedFor');
  });
});

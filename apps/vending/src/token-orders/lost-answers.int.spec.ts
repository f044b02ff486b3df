import { TokenAccepted, TokenRejected } from '@openprepay/contracts/telemetry';
import { TokenRequested } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';
import { FindTokenOrder } from './find-token-order.js';
import { OrderToken } from './order-token.js';
import { ResendTokenOrders } from './resend-token-orders.js';

let vending: Vending;
beforeAll(async () => void (vending = await startVending()));
afterAll(() => vending.stop());

let lastKey = 0;
async function placed() {
  const meter = newMeter();
  const { meterPan } = await vending.createMeter.execute(staff(), meter);
  const { order } = await vending.get(OrderToken).execute(staff(), {
    meterNumber: meter.meterNumber,
    kind: 'clear-tamper-condition',
    reason: 'opened for repair',
    idempotencyKey: `an-order-${++lastKey}`,
  });
  return { ...order, meterPan };
}
const asked = async (orderId: string) => (await vending.events(TokenRequested)).filter(({ data }) => data.requestId === orderId);

describe('an order without an answer', () => {
  it('is asked for again after a while, with the same words, also where the meter’s key data has changed since', async () => {
    const { orderId, meterNumber } = await placed();
    await vending.updateMeter.execute(staff(), { meterNumber, keyData: { keyRevision: 2 } });
    expect(await vending.get(ResendTokenOrders).execute()).toBe(0);

    vending.clock.advance(31_000);
    expect(await vending.get(ResendTokenOrders).execute()).toBe(1);
    expect(await vending.get(ResendTokenOrders).execute()).toBe(0);

    const [first, again] = (await asked(orderId)).map(({ data: { requestedAt: _at, ...data } }) => data);
    expect(again).toEqual(first);
    expect(again!.keyRevision).toBe(1);
  });
});

describe('what a meter says of an ordered token', () => {
  it('stands on the order: an acceptance for good', async () => {
    const { orderId, meterNumber, meterPan } = await placed();
    const report = { deliveryId: orderId, vendId: orderId, issuedFor: 'order', meterNumber, meterPan } as const;
    const at = vending.clock.now();

    await vending.deliver(TokenAccepted, [{ ...report, acceptedAt: at, alreadyCredited: false }]);
    await vending.deliver(TokenRejected, [{ ...report, rejectedAt: new Date(at.getTime() + 1000), code: 'used' }]);

    expect(await vending.get(FindTokenOrder).execute(staff(), { orderId })).toMatchObject({ delivery: { state: 'accepted', at } });
  });
});

describe('the database', () => {
  it('lets nobody be both people, change what was asked for, or remove an order', async () => {
    const { orderId } = await placed();

    await expect(
      vending.owner.query(
        `update token_order set decided_by_subject = requested_by_subject, decided_by_username = 'x', decided_at = now() where order_id = $1`,
        [orderId],
      ),
    ).rejects.toThrow(/token_order_two_people/);
    await expect(vending.owner.query(`update token_order set key_data = '{}' where order_id = $1`, [orderId])).rejects.toThrow(
      /decided on/,
    );
    const { rows } = await vending.owner.query<{ may: boolean }>(
      `select bool_or(has_table_privilege(grantee, 'token_order', 'delete')) as may
         from information_schema.role_table_grants where table_name = 'token_order' and grantee <> current_user`,
    );
    expect(rows[0]!.may).toBe(false);
  });
});

import { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { TokenAccepted, TokenRejected } from '@openprepay/contracts/telemetry';
import { TokenRequestCancelled, TokenRequested } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';
import { CancelTokenOrder } from './cancel-token-order.js';
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

describe('an order that is not wanted any more', () => {
  const cancel = (orderId: string, reason: string) => vending.get(CancelTokenOrder).execute(staff(), { orderId, reason });
  const found = (orderId: string) => vending.get(FindTokenOrder).execute(staff(), { orderId });
  const takenBack = async (orderId: string) =>
    (await vending.events(TokenRequestCancelled)).filter(({ data }) => data.requestId === orderId).map(({ data }) => data);

  it('is to be refused by the vault for good, which is told so again while it is silent, and asked for no token', async () => {
    const { orderId } = await placed();
    const [first] = await asked(orderId);

    await cancel(orderId, 'the wrong meter');
    await cancel(orderId, 'said twice');
    vending.clock.advance(31_000);
    await vending.get(ResendTokenOrders).execute();

    const { requestedAt: _at, ...request } = first!.data;
    const told = await takenBack(orderId);
    expect(told).toHaveLength(2);
    for (const one of told) expect(one).toMatchObject({ ...request, reason: 'the wrong meter' });
    expect(await asked(orderId)).toHaveLength(1);
  });

  it('fails by the vault’s refusal, and says who did not want it', async () => {
    const { orderId, meterNumber, meterPan } = await placed();
    await cancel(orderId, 'the wrong meter');

    const refusal = { code: 'key-management.request_cancelled', reason: 'the sale was cancelled' };
    await vending.deliver(TokenRefused, [{ requestId: orderId, meterNumber, meterPan, ...refusal, refusedAt: vending.clock.now() }]);

    expect(await found(orderId)).toMatchObject({
      outcome: { state: 'failed', code: refusal.code },
      cancellation: { cancelledBy: { username: 'till-1' }, reason: 'the wrong meter' },
    });
    await expect(cancel(orderId, 'again')).rejects.toMatchObject({ code: 'vending.token_order_not_awaited' });
  });

  it('stands where there is a token already', async () => {
    const { orderId, meterNumber, meterPan, kind, value } = await placed();
    const { data: request } = (await asked(orderId))[0]!;
    await cancel(orderId, 'too late');

    const token = { token: '1'.repeat(20), kind, tokenIdentifier: 1, amountTenths: request.tokens[0]!.amountTenths, value };
    const answer = { requestId: orderId, meterNumber, meterPan, keyRevision: 1, tokens: [token], sampleTables: false };
    await vending.deliver(TokenIssued, [{ ...answer, issuedAt: vending.clock.now() }]);

    expect(await found(orderId)).toMatchObject({ outcome: { state: 'completed' }, cancellation: { reason: 'too late' } });
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

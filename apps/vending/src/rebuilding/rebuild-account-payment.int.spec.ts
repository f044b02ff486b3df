import type { EventDefinition } from '@openprepay/contracts/event';
import { VendorDeposited } from '@openprepay/contracts/vending';
import { AccountPaid, AccountPaymentReversed } from '@openprepay/contracts/vendor-money';
import { moneyMinor } from '@openprepay/quantities';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { PayAccount } from '../account-payments/pay-account.js';
import { SetCommission } from '../floats/set-commission.js';
import { WithdrawFloat } from '../floats/withdraw-float.js';
import { SellVend } from '../selling/sell-vend.js';
import { ReversePayment } from '../payment-reversals/reverse-payment.js';
import { ChangeReversalPolicy } from '../reversals/change-reversal-policy.js';
import { PASSES } from './passes.js';
import { Rebuild } from './rebuild.js';
import { rebuilders } from './rebuilders.js';

let lost: Vending;
let restored: Vending;
beforeAll(async () => {
  [lost, restored] = await Promise.all([startVending(), startVending()]);
  for (const vending of [lost, restored]) await publishDefault(vending);
});
afterAll(() => Promise.all([lost.stop(), restored.stop()]));

let names = 0;
let accountNumber: string;
let vendorId: string;
/** An account with a debt, and a vendor with a float of 100.00 that the backup does not know. */
beforeEach(async () => {
  accountNumber = `OWING-${++names}`;
  const owed = {
    code: 'loan',
    chargedMinor: moneyMinor(9_000n),
    settledElsewhereMinor: moneyMinor(0n),
    recovery: { share: '10' },
  } as const;
  const pricing = { accountNumber, revision: 1, currency: 'KES', debts: [{ debtId: lost.clock.newId(), ...owed }] };
  for (const vending of [lost, restored]) await vending.run((tx) => vending.storeAccountPricing.execute(tx, [pricing]));
  ({ vendorId } = await lost.createVendor.execute(staff(), { name: accountNumber }));
  await lost.depositFloat.execute(staff(), { vendorId, amount: '100.00', currency: 'KES', reference: accountNumber });
});

/** Takes what was told of these into what was restored. */
async function rebuild(...definitions: readonly EventDefinition[]): Promise<Rebuild['found']> {
  const rebuilding = new Rebuild(restored.unitOfWork);
  for (const definition of definitions) {
    for (const { type, utility, data } of await lost.events(definition)) {
      await rebuilding.take({ type, utility, data: z.encode(definition.data, data) });
    }
  }
  return rebuilding.found;
}

const till = () => ({ ...staff(), roles: ['vendor' as const], vendorId });
const pay = (vending: Vending, amount: string, key = 'key') =>
  vending.get(PayAccount).execute(till(), {
    ...{ accountNumber, amount, currency: 'KES', paymentMethod: 'cash', idempotencyKey: `${key} of ${vendorId}` },
  });
const floatOf = async () => (await restored.findVendor.execute(staff(), { vendorId })).floatMinor;
const recovered = async () => {
  const { rows } = await restored.owner.query<{ minor: string }>('select recovered_minor as minor from debt where account_number = $1', [
    accountNumber,
  ]);
  return rows.map(({ minor }) => Number(minor));
};

describe('money that left a float but by sales', () => {
  it('is covered by what sales had brought into it', async () => {
    await lost.get(SetCommission).execute(staff(), { vendorId, commission: [{ kind: 'credit', percent: '50' }] });
    const { meterNumber } = await lost.createMeter.execute(staff(), newMeter());
    const { vend } = await lost.sell(meterNumber, `sale of ${vendorId}`, { amount: '100.00', vendorId });
    await lost.run((tx) => lost.completeVends.execute(tx, [issuedFor(vend)]));
    await pay(lost, '20.00');
    await lost.get(WithdrawFloat).execute(staff(), { vendorId, amount: '30.00', currency: 'KES', idempotencyKey: `out of ${vendorId}` });

    const found = await rebuild(...PASSES.flatMap(({ events }) => events));

    expect(found).toMatchObject({ vends: { made: 1 }, withdrawals: 1, accountPayments: 1, lookAt: [] });
    expect(await floatOf()).toBe(0n);
  });
});

describe('a payment of debts that the backup does not know', () => {
  it('is the same one to whoever repeats the request after the restore, and its key is no sale’s', async () => {
    const { payment } = await pay(lost, '10.00');
    await rebuild(VendorDeposited, AccountPaid);

    expect(await pay(restored, '10.00')).toMatchObject({ replayed: true, payment: { paymentId: payment.paymentId } });
    const { meterNumber } = await restored.createMeter.execute(staff(), newMeter());
    const sale = { meterNumber, tender: { amount: '20.00', currency: 'KES' }, paymentMethod: 'cash' } as const;
    const sold = restored.get(SellVend).execute(till(), { ...sale, idempotencyKey: payment.idempotencyKey });
    await expect(sold).rejects.toMatchObject({ code: 'vending.idempotency_key_closed' });
    expect([await floatOf(), await recovered()]).toEqual([9_000n, [1_000]]);
  });

  it('is not made where its receipt number is another’s since, a payment’s or a vend’s: a person is told', async () => {
    const known = [await pay(lost, '10.00', 'first'), await pay(lost, '20.00', 'second')].map(({ payment }) => payment);
    await rebuild(VendorDeposited);
    const since = (await pay(restored, '5.00', 'third')).payment;
    const { meterNumber } = await restored.createMeter.execute(staff(), newMeter());
    const { vend } = await restored.sell(meterNumber, `sale of ${vendorId}`, { amount: '20.00', vendorId });
    await restored.run((tx) => restored.completeVends.execute(tx, [issuedFor(vend)]));
    expect(since.receiptNumber).toBe(known[0]!.receiptNumber);

    expect(await rebuild(AccountPaid)).toMatchObject({
      accountPayments: 0,
      lookAt: known.map(({ paymentId }) => ({ paymentId, why: 'receipt-taken' })),
    });
    expect([await floatOf(), await recovered()]).toEqual([7_500n, [500]]);
  });

  it('stands beside the one that was taken under its key since the restore: both have left the float', async () => {
    await pay(lost, '10.00');
    await rebuild(VendorDeposited);
    await restored.owner.query('update receipt_counter set last_number = last_number + 100');
    const { payment } = await pay(restored, '10.00');

    const found = await rebuild(AccountPaid);
    expect(found).toMatchObject({ accountPayments: 1, lookAt: expect.arrayContaining([expect.objectContaining({ why: 'sold-again' })]) });
    expect([await floatOf(), await recovered()]).toEqual([8_000n, [2_000]]);
    expect(await pay(restored, '10.00')).toMatchObject({ replayed: true, payment: { paymentId: payment.paymentId } });
  });
});

describe('a payment of debts that was taken back, which the backup does not know', () => {
  beforeAll(async () => {
    const alone = { mode: 'until-delivered', minutes: undefined, approval: false } as const;
    for (const vending of [lost, restored]) await vending.get(ChangeReversalPolicy).execute({ ...staff(), subject: 'boss' }, alone);
  });
  const reverse = (vending: Vending, paymentId: string) => vending.get(ReversePayment).execute(staff(), { paymentId, reason: 'wrong' });
  const reversalsOf = async (vending: Vending, paymentId: string) =>
    (
      await vending.owner.query(
        'select reversal_id, reason, takes_two, state, receipt_number from account_payment_reversal where payment_id = $1',
        [paymentId],
      )
    ).rows as unknown[];

  it('is taken back again with all that it gave back, once, and asked for a second time is the same reversal', async () => {
    const { payment } = await pay(lost, '10.00');
    await pay(lost, '20.00', 'kept');
    const { reversal } = await reverse(lost, payment.paymentId);

    for (let time = 0; time < 2; time++) {
      const { accountPayments, lookAt } = await rebuild(VendorDeposited, AccountPaid, AccountPaymentReversed);
      expect(accountPayments).toBe(time === 0 ? 2 : 0);
      expect(lookAt).not.toContainEqual(expect.objectContaining({ paymentId: payment.paymentId }));
    }

    expect([await floatOf(), await recovered()]).toEqual([8_000n, [2_000]]);
    expect(await reversalsOf(restored, payment.paymentId)).toEqual(await reversalsOf(lost, payment.paymentId));
    expect(await reverse(restored, payment.paymentId)).toMatchObject({ replayed: true, reversal: { reversalId: reversal.reversalId } });
  });

  it('is taken back where the payment alone was known', async () => {
    const { payment } = await pay(lost, '10.00');
    await rebuild(VendorDeposited, AccountPaid);
    expect([await floatOf(), await recovered()]).toEqual([9_000n, [1_000]]);
    await reverse(lost, payment.paymentId);

    await rebuild(AccountPaymentReversed);

    expect([await floatOf(), await recovered()]).toEqual([10_000n, [0]]);
  });

  it('costs its vendor nothing later either, where the float had not covered it', async () => {
    const { payment } = await pay(lost, '90.00');
    await rebuild(VendorDeposited);
    await restored.get(WithdrawFloat).execute(staff(), {
      ...{ vendorId, amount: '50.00', currency: 'KES', idempotencyKey: `since of ${vendorId}` },
    });
    await reverse(lost, payment.paymentId);

    const found = await rebuild(AccountPaid, AccountPaymentReversed);

    expect(found.lookAt).toContainEqual({ paymentId: payment.paymentId, why: 'float-short' });
    expect([await floatOf(), await recovered()]).toEqual([5_000n, [0]]);
    const { accountPayment } = rebuilders(restored.clock);
    await restored.depositFloat.execute(staff(), { vendorId, amount: '50.00', currency: 'KES', reference: `since ${vendorId}` });
    const [said] = (await lost.events(AccountPaid)).filter(({ data }) => data.paymentId === payment.paymentId);
    expect(await restored.run((tx) => accountPayment.execute(tx, said!.data, true))).toBe('known');
    expect(await floatOf()).toBe(10_000n);
  });
});

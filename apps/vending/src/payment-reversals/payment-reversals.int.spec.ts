import { ReceiptsMissing } from '@openprepay/contracts/billing';
import { AccountPaid, AccountPaymentReversed } from '@openprepay/contracts/vendor-money';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { endWaiting, hold } from '../../test/held.js';
import { newPayer, type Payer } from '../../test/payer.js';
import { FindAccountPayments } from '../account-payments/find-account-payments.js';
import { FindPaymentReceipt } from '../account-payments/find-payment-receipt.js';
import { reportToApi } from '../batches/batch-api.js';
import { CloseBatch } from '../batches/close-batch.js';
import { FindBatch } from '../batches/find-batch.js';
import { OpenBatch } from '../batches/open-batch.js';
import { SetCommission } from '../floats/set-commission.js';
import { ChangeReversalPolicy } from '../reversals/change-reversal-policy.js';
import type { ReversalPolicy } from '../reversals/reversal-policy.js';
import { FindMovements } from '../vendors/find-movements.js';
import { DecidePaymentReversal } from './decide-payment-reversal.js';
import { FindPaymentReversals } from './find-payment-reversals.js';
import { ReversePayment } from './reverse-payment.js';

const reason = 'wrong account';
const ALONE: ReversalPolicy = { mode: 'until-delivered', minutes: undefined, approval: false };

let vending: Vending;
let payer: Payer;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());
beforeEach(async () => {
  await setPolicy(ALONE);
  payer = await newPayer(vending);
});

const setPolicy = (policy: ReversalPolicy) => vending.get(ChangeReversalPolicy).execute({ ...staff(), subject: 'boss' }, policy);
/** Another person of the staff than `staff`. */
const second = (name = 'second') => ({ ...staff(), subject: name, username: name });
const reverse = (paymentId: string, by = staff()) => vending.get(ReversePayment).execute(by, { paymentId, reason });
const decide = (reversalId: string, by = second(), refusal?: string) =>
  vending.get(DecidePaymentReversal).execute(by, { reversalId, refusal });
const stands = async () => [await payer.float(), await payer.recovered()] as const;
const told = async () =>
  (await vending.events(AccountPaymentReversed))
    .map(({ data }) => data)
    .filter(({ payment: { accountNumber } }) => accountNumber === payer.account);
const listed = async () => (await vending.get(FindAccountPayments).execute(staff(), { accountNumber: payer.account, limit: 50 })).items;
const movements = async (limit: number) =>
  (await vending.get(FindMovements).execute(payer.till, { vendorId: payer.vendorId, limit })).page.items;

describe('a payment of debts that is taken back', () => {
  it('leaves debts and float as if it had not been, under a receipt of its own, and tells the books', async () => {
    const kept = await payer.pay('10.00');
    const before = await stands();
    const payment = await payer.pay('60.00');

    const { reversal, replayed } = await reverse(payment.paymentId);

    expect(replayed).toBe(false);
    expect(await stands()).toEqual(before);
    const receiptNumber = String(Number(payment.receiptNumber) + 1).padStart(payment.receiptNumber.length, '0');
    expect(reversal.decision).toMatchObject({ state: 'reversed', receiptNumber });
    expect(await told()).toMatchObject([
      { reversalId: reversal.reversalId, receiptNumber, reason, requestedBy: 'till-1', payment: { paymentId: payment.paymentId } },
    ]);
    expect((await told())[0]).not.toHaveProperty('approvedBy');
    expect(await movements(1)).toMatchObject([{ kind: 'reversed-payment', causeId: payment.paymentId, amountMinor: 6_000n }]);
    expect(await listed()).toMatchObject([{ reversal: { reversalId: reversal.reversalId, receiptNumber } }, { reversal: undefined }]);
    expect((await listed())[1]).toEqual(kept);
  });

  it('gives back what it had earned', async () => {
    await vending.get(SetCommission).execute(staff(), { vendorId: payer.vendorId, commission: [{ kind: 'debt', percent: '5' }] });
    const { paymentId } = await payer.pay('40.00');

    await reverse(paymentId);

    expect(await stands()).toEqual(['100.00', [0, 0]]);
    expect(await movements(2)).toMatchObject([
      { kind: 'payment-commission-returned', causeId: paymentId, amountMinor: -200n },
      { kind: 'reversed-payment', causeId: paymentId, amountMinor: 4_000n },
    ]);
  });

  it('is taken back once, however many ask and however often', async () => {
    const { paymentId } = await payer.pay('60.00');

    const asked = await Promise.all(Array.from({ length: 6 }, (_, nth) => reverse(paymentId, nth % 2 === 0 ? staff() : payer.till)));

    expect(new Set(asked.map(({ reversal }) => reversal.reversalId)).size).toBe(1);
    expect(asked.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await stands()).toEqual(['100.00', [0, 0]]);
    expect(await told()).toHaveLength(1);
  });

  it('is what its key answers from then on; its debts are paid under another', async () => {
    const key = `pay-key-${payer.account}`;
    const payment = await payer.pay('60.00', key);
    const { reversal } = await reverse(payment.paymentId);

    expect(await payer.pay('60.00', key)).toMatchObject({ paymentId: payment.paymentId, reversal: { reversalId: reversal.reversalId } });
    expect(await stands()).toEqual(['100.00', [0, 0]]);
    await payer.pay('80.00');
    expect(await stands()).toEqual(['20.00', [5_000, 3_000]]);
  });

  it('is nothing where whoever takes it back dies before the end, and is taken back once afterwards', async () => {
    const { paymentId } = await payer.pay('60.00');
    const before = await stands();
    const counter = await hold(vending, 'select 1 from receipt_counter where utility = $1 for update', [staff().utility]);
    const dying = reverse(paymentId).then(
      () => 'done',
      () => 'died',
    );
    await counter.waiting(); // debts and float are given back by now, in its transaction

    await endWaiting(vending);
    await counter.release();

    expect(await dying).toBe('died');
    expect(await stands()).toEqual(before);
    expect(await told()).toEqual([]);
    await reverse(paymentId);
    expect(await stands()).toEqual(['100.00', [0, 0]]);
    expect(await told()).toHaveLength(1);
  });

  it('is told again to books that miss its receipt, with who had it taken back', async () => {
    await setPolicy({ ...ALONE, approval: true });
    const { paymentId } = await payer.pay('10.00');
    const { reversal } = await reverse(paymentId);
    const { decision } = await decide(reversal.reversalId);
    const number = Number(decision?.state === 'reversed' && decision.receiptNumber);

    await vending.deliver(ReceiptsMissing, [{ receipts: [{ first: number, last: number }], askedAt: vending.clock.now() }]);

    const [first, again, ...others] = await told();
    expect(others).toEqual([]);
    expect(again).toEqual(first);
    expect(again).toMatchObject({ requestedBy: 'till-1', approvedBy: 'second' });
    const paid = (await vending.events(AccountPaid)).filter(({ data }) => data.paymentId === paymentId);
    expect(paid).toHaveLength(1);
  });
});

describe('whether a payment of debts is taken back', () => {
  it('takes two people unless the policy says otherwise, and nothing moves until then', async () => {
    await setPolicy({ ...ALONE, approval: true });
    const { paymentId } = await payer.pay('60.00');

    const { reversal } = await reverse(paymentId);

    expect(reversal.decision).toBeUndefined();
    expect(await stands()).toEqual(['40.00', [5_000, 1_000]]);
    expect(await reverse(paymentId, second())).toEqual({ reversal, replayed: true });
    await expect(decide(reversal.reversalId, staff())).rejects.toMatchObject({ code: 'vending.second_person_required' });
    await expect(decide(reversal.reversalId, payer.till)).rejects.toMatchObject({ code: 'vending.staff_required' });
    const found = await vending.get(FindPaymentReversals).execute(staff(), { state: 'awaiting-approval', paymentId, limit: 9 });
    expect(found.items).toEqual([reversal]);

    expect((await decide(reversal.reversalId)).decision).toMatchObject({ state: 'reversed', decidedBy: { username: 'second' } });
    expect(await stands()).toEqual(['100.00', [0, 0]]);
    expect(await told()).toMatchObject([{ requestedBy: 'till-1', approvedBy: 'second' }]);
  });

  it('is decided once, and may be asked again where it was refused', async () => {
    await setPolicy({ ...ALONE, approval: true });
    const { paymentId } = await payer.pay('60.00');
    const { reversal } = await reverse(paymentId);

    const decided = await Promise.allSettled([
      decide(reversal.reversalId),
      decide(reversal.reversalId, second('third')),
      decide(reversal.reversalId, staff(), 'withdrawn'),
    ]);

    expect(decided.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of decided) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'vending.reversal_decided' });
    const other = await payer.pay('10.00');
    const asked = (await reverse(other.paymentId)).reversal;
    await decide(asked.reversalId, second(), 'it was right');
    const again = await reverse(other.paymentId);
    expect(again.replayed).toBe(false);
    await decide(again.reversal.reversalId);
    expect((await listed())[0]).toMatchObject({ reversal: { reversalId: again.reversal.reversalId } });
  });

  it('is what the policy says: never, until a copy was handed out, or for so many minutes', async () => {
    const refused = (why: string) => ({ code: 'vending.reversal_refused', message: expect.stringContaining(why) as unknown });
    const { paymentId } = await payer.pay('60.00');
    await setPolicy({ ...ALONE, mode: 'never' });
    await expect(reverse(paymentId)).rejects.toMatchObject(refused('payments are not taken back'));
    await setPolicy({ ...ALONE, mode: 'within-minutes', minutes: 5 });
    const paidAt = vending.clock.now();
    vending.clock.advance(5 * 60_000 + 1);
    await expect(reverse(paymentId).finally(() => vending.clock.set(paidAt))).rejects.toMatchObject(refused('within 5 minutes'));
    await vending.get(FindPaymentReceipt).again(payer.till, { paymentId });
    await setPolicy(ALONE);
    await expect(reverse(paymentId)).rejects.toMatchObject(refused('the receipt has been handed out again'));

    expect(await stands()).toEqual(['40.00', [5_000, 1_000]]);
    await setPolicy({ ...ALONE, mode: 'within-minutes', minutes: 5 });
    await reverse(paymentId);
    expect(await stands()).toEqual(['100.00', [0, 0]]);
  });

  it('is decided before a copy of its receipt is handed out at that moment, and the copy says so', async () => {
    const { paymentId } = await payer.pay('60.00');
    const float = await hold(vending, 'select 1 from vendor where vendor_id = $1 for update', [payer.vendorId]);
    const reversing = reverse(paymentId);
    await float.waiting();
    const copying = vending.get(FindPaymentReceipt).again(payer.till, { paymentId });
    await float.waiting(2);
    await float.release();

    const { reversal } = await reversing;
    expect((await copying).payment.reversal).toMatchObject({ reversalId: reversal.reversalId });
  });

  it('is asked by the vendor that took it, and by no other vendor nor utility', async () => {
    const { paymentId } = await payer.pay('60.00');
    const other = await newPayer(vending);

    for (const stranger of [other.till, staff('elsewhere')])
      await expect(reverse(paymentId, stranger)).rejects.toMatchObject({ code: 'vending.account_payment_unknown' });
    expect((await reverse(paymentId, payer.till)).reversal.requestedBy.username).toBe(payer.till.username);
    await expect(vending.get(FindPaymentReversals).execute(payer.till, { limit: 9 })).rejects.toMatchObject({
      code: 'vending.staff_required',
    });
  });
});

describe('batches of a payment that is taken back', () => {
  const open = async () => (await vending.get(OpenBatch).execute(payer.till, { kind: 'shift', terminalId: undefined })).batchId;
  const report = async (batchId: string) => reportToApi(await vending.get(FindBatch).execute(payer.till, { batchId }));
  const close = (batchId: string) => vending.get(CloseBatch).execute(payer.till, { batchId });

  it('leave it out, or tell it apart where they had been closed', async () => {
    const batchId = await open();
    const [first, late] = [await payer.pay('10.00'), await payer.pay('20.00')];
    await payer.pay('30.00');
    await reverse(first.paymentId);
    expect((await report(batchId)).totals).toMatchObject([{ vends: 2, amount: '50.00', lines: [{ kind: 'debt', amount: '50.00' }] }]);
    await close(batchId);

    await reverse(late.paymentId);

    expect(await report(batchId)).toMatchObject({
      totals: [{ vends: 2, amount: '50.00' }],
      givenBack: [{ currency: 'KES', vends: 1, amount: '20.00' }],
    });
  });

  it('and are closed at that moment come to what is left, on one side or the other', async () => {
    const batchId = await open();
    const payments = [await payer.pay('10.00'), await payer.pay('20.00'), await payer.pay('30.00')];

    await Promise.all([...payments.map(({ paymentId }) => reverse(paymentId)), close(batchId)]);

    const { totals, givenBack } = await report(batchId);
    expect(givenBack?.[0]?.amount ?? '0.00').toBe(totals[0]?.amount ?? '0.00');
    expect(await payer.float()).toBe('100.00');
  });
});

import type { EventData } from '@openprepay/contracts/event';
import { AccountPaid, AccountPaymentReversed } from '@openprepay/contracts/vendor-money';
import { systemClock } from '@openprepay/persistence/clock';
import { moneyMinor } from '@openprepay/quantities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chargeDebt, openAccount, startBilling, type Billing } from '../../test/fixture.js';
import { outstandingMinor } from '../debts/debt.js';

type Payment = EventData<typeof AccountPaid>;

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());

/** A debt of 100.00 on an account of its own. */
async function owed(accountNumber: string): Promise<string> {
  await openAccount(billing, accountNumber);
  return (await chargeDebt(billing, accountNumber, 'loan')).debt.id;
}

let receipts = 0;
const nextReceipt = (): string => String(++receipts).padStart(10, '0');
const paymentOf = (accountNumber: string, debtId: string, minor = 4_000n): Payment => ({
  ...{ paymentId: systemClock.newId(), receiptNumber: nextReceipt(), vendorId: systemClock.newId(), accountNumber },
  ...{ currency: 'KES', amountMinor: moneyMinor(minor), paymentMethod: 'cash', paidAt: new Date(), takenBy: 'till-1' },
  debts: [{ debtId, code: 'loan', amountMinor: moneyMinor(minor), leftMinor: moneyMinor(10_000n - minor) }],
  commission: { version: 1, parts: [{ kind: 'debt', amountMinor: moneyMinor(200n) }] },
  idempotencyKey: `key-${receipts}`,
});
const reversalOf = (payment: Payment): EventData<typeof AccountPaymentReversed> => ({
  ...{ reversalId: systemClock.newId(), receiptNumber: nextReceipt(), reversedAt: new Date() },
  ...{ reason: 'wrong account', requestedBy: 'ann', payment },
});
const book = (...payments: readonly Payment[]) => billing.deliver(AccountPaid, payments);
const reverse = (...reversals: readonly EventData<typeof AccountPaymentReversed>[]) => billing.deliver(AccountPaymentReversed, reversals);
const entries = (accountNumber: string) => billing.run((tx) => billing.journal.list(tx, { accountNumber, limit: 20 }));
const outstanding = async (accountNumber: string): Promise<readonly bigint[]> =>
  (await billing.run((tx) => billing.debts.ofAccount(tx, accountNumber))).map(outstandingMinor);
const balance = (account: string) => billing.run((tx) => billing.balances.balance(tx, account, 'KES'));

describe('payments of debts that were taken back at vendors', () => {
  it('turn every side of the payment’s entry under a receipt of their own, and the debt is owed again', async () => {
    const payment = paymentOf('P-1', await owed('P-1'));
    const commission = await balance('commission:debt');
    await book(payment);

    await reverse(reversalOf(payment));

    expect(await outstanding('P-1')).toEqual([10_000n]);
    expect(await balance('customer:P-1')).toBe(10_000n);
    expect(await balance(`vendor-float:${payment.vendorId}`)).toBe(0n);
    expect(await balance('commission:debt')).toBe(commission);
    const [, booked, back] = await entries('P-1');
    expect(back).toMatchObject({ reference: `account-payment-reversal:${payment.paymentId}`, receiptNumber: receipts });
    expect(back?.lines).toEqual(booked?.lines.map((line) => ({ ...line, amountMinor: 0n - line.amountMinor })));
  });

  it('are booked once, alone, twice in one batch, or by many at once', async () => {
    const payment = paymentOf('P-2', await owed('P-2'));
    const [first, second] = [reversalOf(payment), reversalOf(payment)];
    await book(payment);

    await Promise.all([reverse(first, second), reverse(first), reverse(second)]);
    await reverse(first);

    expect(await entries('P-2')).toHaveLength(3);
    expect(await outstanding('P-2')).toEqual([10_000n]);
  });

  it('are booked with their payment where they are heard before it, and leave its debt alone', async () => {
    const payment = paymentOf('P-3', await owed('P-3'));

    await reverse(reversalOf(payment));
    await book(payment);

    expect((await entries('P-3')).map(({ reference }) => reference.split(':')[0])).toEqual([
      'debt',
      'account-payment',
      'account-payment-reversal',
    ]);
    expect(await outstanding('P-3')).toEqual([10_000n]);
    expect(await balance('customer:P-3')).toBe(10_000n);
  });

  it('have what is owed again paid by the credit that the account has', async () => {
    const payment = paymentOf('P-4', await owed('P-4'), 10_000n);
    await book(payment);
    await billing.pay('P-4', '30.00');

    await reverse(reversalOf(payment));

    expect(await outstanding('P-4')).toEqual([7_000n]);
  });
});

import type { EventData } from '@openprepay/contracts/event';
import { AccountPaid } from '@openprepay/contracts/vendor-money';
import { systemClock } from '@openprepay/persistence/clock';
import { moneyMinor } from '@openprepay/quantities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clerkOf, openAccount, startBilling, type Billing } from '../../test/fixture.js';
import { outstandingMinor } from '../debts/debt.js';
import { TakePayment } from '../payments/take-payment.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());

async function accountWithDebt(accountNumber: string): Promise<string> {
  await openAccount(billing, accountNumber);
  const wanted = { accountNumber, code: 'meter-loan', outstanding: '90.00', recovery: { share: '40' } };
  return (await billing.chargeDebt.execute(clerkOf(), wanted)).debt.id;
}

let receipts = 0;
const paymentOf = (accountNumber: string, debtId: string, minor = 4_000n): EventData<typeof AccountPaid> => ({
  ...{ paymentId: systemClock.newId(), receiptNumber: String(++receipts).padStart(10, '0'), vendorId: systemClock.newId(), accountNumber },
  ...{ currency: 'KES', amountMinor: moneyMinor(minor), paymentMethod: 'cash', paidAt: new Date(), takenBy: 'till-1' },
  debts: [{ debtId, code: 'meter-loan', amountMinor: moneyMinor(minor), leftMinor: moneyMinor(9_000n - minor) }],
  idempotencyKey: `key-${receipts}`,
});
const book = (...payments: readonly EventData<typeof AccountPaid>[]) => billing.deliver(AccountPaid, payments);
const outstanding = async (accountNumber: string): Promise<readonly bigint[]> =>
  (await billing.run((tx) => billing.debts.ofAccount(tx, accountNumber))).map(outstandingMinor);
const ledger = (accountNumber: string) => billing.run((tx) => billing.journal.list(tx, { accountNumber, limit: 10 }));
const balance = (account: string) => billing.run((tx) => billing.balances.balance(tx, account, 'KES'));

describe('debts that were paid at a vendor', () => {
  it('are booked out of its float to the customer, with the receipt, and are owed no more', async () => {
    const debtId = await accountWithDebt('V-1');
    const payment = paymentOf('V-1', debtId);

    await book(payment);

    expect(await outstanding('V-1')).toEqual([5_000n]);
    expect(await balance('customer:V-1')).toBe(5_000n);
    expect(await balance(`vendor-float:${payment.vendorId}`)).toBe(4_000n);
    const reference = `account-payment:${payment.paymentId}`;
    expect((await ledger('V-1')).find((entry) => entry.reference === reference)).toMatchObject({ receiptNumber: receipts });
  });

  it('are booked once, however often and however many at once they are told of', async () => {
    const debtId = await accountWithDebt('V-2');
    const payment = paymentOf('V-2', debtId);

    await book(payment, payment);
    await Promise.all(Array.from({ length: 6 }, () => book(payment)));

    expect(await outstanding('V-2')).toEqual([5_000n]);
    expect(await ledger('V-2')).toHaveLength(2);
  });

  it('and at the cash desk as well leave what was paid twice as credit', async () => {
    const debtId = await accountWithDebt('V-3');
    await billing.get(TakePayment).execute(clerkOf(), {
      ...{
        accountNumber: 'V-3',
        amount: '70.00',
        currency: 'KES',
        reference: 'desk-1',
        paymentMethod: 'cash',
        idempotencyKey: 'desk-key-1',
      },
    });

    await book(paymentOf('V-3', debtId, 9_000n));

    expect(await outstanding('V-3')).toEqual([0n]);
    expect(await balance('customer:V-3')).toBe(-7_000n);
    const { rows } = await billing.owner.query(`select credit_minor from account where account_number = 'V-3'`);
    expect(rows).toEqual([{ credit_minor: '7000' }]);
  });

  it('cost the utility the commission that they have earned', async () => {
    const debtId = await accountWithDebt('V-4');
    const payment = paymentOf('V-4', debtId);

    await book({ ...payment, commission: { version: 1, parts: [{ kind: 'debt', amountMinor: moneyMinor(200n) }] } });

    expect(await balance(`vendor-float:${payment.vendorId}`)).toBe(3_800n);
    expect(await balance('commission:debt')).toBe(200n);
    expect(await balance('customer:V-4')).toBe(5_000n);
  });
});

import type { EventData } from '@openprepay/contracts/event';
import { VendReversed } from '@openprepay/contracts/vending';
import { systemClock } from '@openprepay/persistence/clock';
import { moneyMinor } from '@openprepay/quantities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chargeDebt, openAccount, startBilling, vendOf, vendWithDebt, type Billing, type Vend } from '../../test/fixture.js';
import { outstandingMinor } from '../debts/debt.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());

const reversalOf = (vend: Vend, receiptNumber = '0000000009'): EventData<typeof VendReversed> => ({
  reversalId: systemClock.newId(),
  receiptNumber,
  reversedAt: new Date('2026-11-10T08:10:00Z'),
  reason: 'wrong meter',
  requestedBy: 'ann',
  vend,
});
const reverse = (...reversals: readonly EventData<typeof VendReversed>[]) => billing.deliver(VendReversed, reversals);
const entries = async (accountNumber: string) => billing.run((tx) => billing.journal.list(tx, { accountNumber, limit: 20 }));
const outstanding = async (accountNumber: string): Promise<readonly bigint[]> =>
  (await billing.run((tx) => billing.debts.ofAccount(tx, accountNumber))).map(outstandingMinor);
const balance = (account: string) => billing.run((tx) => billing.balances.balance(tx, account, 'KES'));

describe('booking reversals', () => {
  it('turns every side of the vend’s entry, under a receipt number of its own', async () => {
    const vendorId = systemClock.newId();
    const vend = vendOf({ vendorId, accountNumber: 'R-1' });
    await openAccount(billing, 'R-1');
    const sales = await balance('sales:electricity');

    await billing.bookVends([vend]);
    await reverse(reversalOf(vend, '0000000007'));

    expect(await balance(`vendor-float:${vendorId}`)).toBe(0n);
    expect(await balance('sales:electricity')).toBe(sales);
    const [booked, back] = await entries('R-1');
    expect(back).toMatchObject({ reference: `reversal:${vend.vendId}`, receiptNumber: 7 });
    expect(back?.lines).toEqual(booked?.lines.map((line) => ({ ...line, amountMinor: 0n - line.amountMinor })));
  });

  it('books units that were given without money, and takes them back so: both receipts are in the books', async () => {
    await openAccount(billing, 'R-0');
    const given = vendOf({
      ...{ accountNumber: 'R-0', receiptNumber: '0000000031', tenderMinor: moneyMinor(0n), paymentMethod: 'none', lines: [] },
      grant: { kind: 'free-basic', countsTowardBlocks: false },
    });

    await billing.bookVends([given, vendOf({ accountNumber: 'R-0', receiptNumber: '0000000032' })]);
    await reverse(reversalOf(given, '0000000033'));

    expect((await entries('R-0')).map(({ receiptNumber, lines }) => [receiptNumber, lines.length])).toEqual([
      [31, 0],
      [32, 3],
      [33, 0],
    ]);
  });

  it('is booked once, alone, twice in one batch, or by many at once', async () => {
    await openAccount(billing, 'R-2');
    const vend = vendOf({ accountNumber: 'R-2' });
    const [first, second] = [reversalOf(vend), reversalOf(vend)];
    await billing.bookVends([vend]);

    await Promise.all([reverse(first, second), reverse(first), reverse(second)]);
    await reverse(first);

    expect(await entries('R-2')).toHaveLength(2);
  });

  it('books both where it is heard before its vend', async () => {
    await openAccount(billing, 'R-3');
    const { debt } = await chargeDebt(billing, 'R-3', 'loan');
    const vend = vendWithDebt('R-3', debt.id);

    await reverse(reversalOf(vend));
    await billing.bookVends([vend]);

    expect((await entries('R-3')).map(({ reference }) => reference)).toEqual([
      `debt:${debt.id}`,
      `vend:${vend.vendId}`,
      `reversal:${vend.vendId}`,
    ]);
    expect(await outstanding('R-3')).toEqual([10_000n]);
  });

  it('has what the vend had recovered owed again, and only that', async () => {
    await openAccount(billing, 'R-4');
    const { debt } = await chargeDebt(billing, 'R-4', 'loan');
    const [kept, taken] = [vendWithDebt('R-4', debt.id, 1_000n), vendWithDebt('R-4', debt.id, 4_000n)];
    await billing.bookVends([kept, taken]);

    await reverse(reversalOf(taken));

    expect(await outstanding('R-4')).toEqual([9_000n]);
    expect(await balance('customer:R-4')).toBe(9_000n);
  });

  it('pays what is owed again by the credit that the account has', async () => {
    await openAccount(billing, 'R-5');
    const { debt } = await chargeDebt(billing, 'R-5', 'loan');
    const vend = vendWithDebt('R-5', debt.id, 10_000n);
    await billing.bookVends([vend]);
    await billing.pay('R-5', '30.00');

    await reverse(reversalOf(vend));

    expect(await outstanding('R-5')).toEqual([7_000n]);
  });

  it('leaves the debt to whoever recovered it since, where its vend was not heard of', async () => {
    await openAccount(billing, 'R-6');
    const { debt } = await chargeDebt(billing, 'R-6', 'loan');
    const [early, late] = [vendWithDebt('R-6', debt.id, 10_000n), vendWithDebt('R-6', debt.id, 10_000n)];
    await billing.bookVends([late]);

    await reverse(reversalOf(early));
    await billing.bookVends([early]);

    expect(await outstanding('R-6')).toEqual([0n]);
    expect(await balance('customer:R-6')).toBe(0n);
  });

  it('opens a debt again beside a newer one of the same code, and lets nobody charge a third', async () => {
    await openAccount(billing, 'R-7');
    const { debt } = await chargeDebt(billing, 'R-7', 'loan');
    const vend = vendWithDebt('R-7', debt.id, 10_000n);
    await billing.bookVends([vend]);
    await chargeDebt(billing, 'R-7', 'loan');

    await reverse(reversalOf(vend));

    expect(await outstanding('R-7')).toEqual([10_000n, 10_000n]);
    await expect(chargeDebt(billing, 'R-7', 'loan')).rejects.toMatchObject({ code: 'billing.debt_exists' });
  });

  it('balances: a tender that does not add up books nothing', async () => {
    const vend = vendOf({ tenderMinor: moneyMinor(10_001n) });

    await expect(reverse(reversalOf(vend))).rejects.toMatchObject({ code: 'billing.entry_unbalanced' });
  });
});

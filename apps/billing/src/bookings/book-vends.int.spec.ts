import { systemClock } from '@openprepay/persistence/clock';
import { moneyMinor } from '@openprepay/quantities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clerkOf, openAccount, startBilling, vendOf, vendWithDebt, type Billing } from '../../test/fixture.js';
import { outstandingMinor } from '../debts/debt.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());

async function accountWithDebt(accountNumber: string): Promise<string> {
  await openAccount(billing, accountNumber);
  const { debt } = await billing.chargeDebt.execute(clerkOf(), {
    accountNumber,
    code: 'meter-loan',
    outstanding: '90.00',
    recovery: { share: '40' },
  });
  return debt.id;
}

const outstanding = async (accountNumber: string): Promise<readonly bigint[]> =>
  (await billing.run((tx) => billing.debts.ofAccount(tx, accountNumber))).map(outstandingMinor);
const ledger = (accountNumber: string) => billing.run((tx) => billing.journal.list(tx, { accountNumber, limit: 10 }));
const owed = (accountNumber: string) => billing.run((tx) => billing.balances.balance(tx, `customer:${accountNumber}`, 'KES'));

describe('booking completed vends', () => {
  it('books a vend and takes what it recovered off the debt', async () => {
    const debtId = await accountWithDebt('A-1');
    const vend = vendWithDebt('A-1', debtId);

    await billing.bookVends([vend]);

    expect(await outstanding('A-1')).toEqual([5_000n]);
    expect(await owed('A-1')).toBe(5_000n);
    expect((await ledger('A-1')).map(({ reference }) => reference)).toEqual([`debt:${debtId}`, `vend:${vend.vendId}`]);
  });

  it('books a vend that comes again, alone or twice in one batch, once and recovers its debt once', async () => {
    const debtId = await accountWithDebt('A-2');
    const [vend, other] = [vendWithDebt('A-2', debtId), vendWithDebt('A-2', debtId, 1_000n)];

    await billing.bookVends([vend]);
    await billing.bookVends([vend, other, other]);
    await billing.bookVends([other, vend]);

    expect(await outstanding('A-2')).toEqual([4_000n]);
    expect(await owed('A-2')).toBe(4_000n);
    expect(await ledger('A-2')).toHaveLength(3);
  });

  it('books a vend that two consumers handle at once, once', async () => {
    const debtId = await accountWithDebt('A-3');
    const vend = vendWithDebt('A-3', debtId);

    await Promise.all(Array.from({ length: 8 }, () => billing.bookVends([vend])));

    expect(await outstanding('A-3')).toEqual([5_000n]);
    expect(await ledger('A-3')).toHaveLength(2);
  });

  it('handles batches that share debts in any order without getting stuck', async () => {
    const debtIds = [await accountWithDebt('A-4'), await accountWithDebt('A-5')] as const;
    const batch = (order: readonly [0, 1] | readonly [1, 0]) =>
      order.map((index) => vendWithDebt(index === 0 ? 'A-4' : 'A-5', debtIds[index], 100n));

    await Promise.all(Array.from({ length: 10 }, (_, index) => billing.bookVends(batch(index % 2 === 0 ? [0, 1] : [1, 0]))));

    expect([...(await outstanding('A-4')), ...(await outstanding('A-5'))]).toEqual([8_000n, 8_000n]);
  });

  it('books nothing of a batch in which one vend does not add up', async () => {
    const [good, bad] = [vendOf(), vendOf({ tenderMinor: moneyMinor(10_001n) })];

    await expect(billing.bookVends([good, bad])).rejects.toMatchObject({ code: 'billing.entry_unbalanced' });

    expect(await billing.run((tx) => billing.journal.list(tx, { reference: `vend:${good.vendId}`, limit: 1 }))).toEqual([]);
  });

  it('refuses a vend that recovered a debt nobody knows, or another utility’s', async () => {
    const foreign = await accountWithDebt('A-6');

    await expect(billing.bookVends([vendWithDebt('A-9', systemClock.newId())])).rejects.toMatchObject({ code: 'billing.debt_unknown' });
    await expect(billing.bookVends([vendWithDebt('A-6', foreign)], 'other')).rejects.toMatchObject({ code: 'billing.debt_unknown' });

    expect(await outstanding('A-6')).toEqual([9_000n]);
  });

  it('never takes more off a debt than was charged, and books nothing of a vend that would', async () => {
    const debtId = await accountWithDebt('A-7');
    await billing.bookVends([vendWithDebt('A-7', debtId, 6_000n)]);
    const vend = vendWithDebt('A-7', debtId, 3_001n);

    await expect(billing.bookVends([vend])).rejects.toMatchObject({
      code: 'billing.debt_overrecovered',
      message: `of debt ${debtId} no more than 30.00 KES can be recovered`,
    });

    expect(await outstanding('A-7')).toEqual([3_000n]);
    expect(await ledger('A-7')).toHaveLength(2);
    await expect(billing.owner.query(`update debt set recovered_minor = 9001 where id = $1`, [debtId])).rejects.toThrow('debt_paid_once');
  });

  it('books an energy line below zero, as the halves of rounded levies can leave it', async () => {
    const vend = vendOf({
      tenderMinor: moneyMinor(1n),
      lines: [
        { kind: 'energy', code: 'energy', amountMinor: moneyMinor(-1n) },
        { kind: 'levy', code: 'erc', amountMinor: moneyMinor(1n) },
        { kind: 'levy', code: 'rep', amountMinor: moneyMinor(1n) },
      ],
    });

    await billing.bookVends([vend]);

    const [entry] = await billing.run((tx) => billing.journal.list(tx, { reference: `vend:${vend.vendId}`, limit: 1 }));
    expect(entry?.lines).toContainEqual({ account: 'sales:electricity', amountMinor: 1n });
  });
});

describe('booking deposits', () => {
  it('puts the money into the bank and owes it to the vendor, once', async () => {
    const deposit = {
      depositId: systemClock.newId(),
      vendorId: systemClock.newId(),
      vendorName: 'Shop',
      amountMinor: moneyMinor(500_00n),
      currency: 'KES',
      reference: 'bank-1',
      depositedAt: new Date('2026-11-10T08:00:00Z'),
    };

    await billing.bookDeposits([deposit, deposit]);
    await billing.bookDeposits([deposit]);

    expect(await billing.run((tx) => billing.balances.balance(tx, `vendor-float:${deposit.vendorId}`, 'KES'))).toBe(-500_00n);
    expect(await billing.run((tx) => billing.balances.balance(tx, 'bank', 'KES'))).toBe(500_00n);
  });
});

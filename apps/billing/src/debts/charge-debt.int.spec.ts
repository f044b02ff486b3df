import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, chargeDebt, clerkOf, openAccount, pricingOf, startBilling, vendWithDebt } from '../../test/fixture.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());

const charge = (accountNumber: string, code: string, recovery?: { share: string } | { amount: string }) =>
  chargeDebt(billing, accountNumber, code, recovery);
const pricing = (accountNumber: string) => pricingOf(billing, accountNumber);

describe('an account’s pricing', () => {
  it('is published whole with every debt, its revision growing by one', async () => {
    await openAccount(billing, 'R-1');
    const first = await charge('R-1', 'meter-loan');
    const second = await charge('R-1', 'wiring', { amount: '5' });

    const loan = {
      debtId: first.debt.id,
      code: 'meter-loan',
      chargedMinor: 10_000n,
      settledElsewhereMinor: 0n,
      recovery: { share: '20' },
    };
    const wiring = { ...loan, debtId: second.debt.id, code: 'wiring', recovery: { amountMinor: 500n } };
    expect(await pricing('R-1')).toMatchObject([
      { revision: 1, currency: 'KES', debts: [] },
      { revision: 2, debts: [loan] },
      { revision: 3, debts: [loan, wiring] },
    ]);
  });

  it('says what a debt is, not what is left of it: a vend in between changes nothing of it', async () => {
    await openAccount(billing, 'R-2');
    const { debt } = await charge('R-2', 'meter-loan');
    await billing.bookVends([vendWithDebt('R-2', debt.id)]);

    await charge('R-2', 'wiring');

    expect((await pricing('R-2')).at(-1)?.debts).toMatchObject([{ chargedMinor: 10_000n, settledElsewhereMinor: 0n }, {}]);
  });

  it('has one event per revision however many change it at once', async () => {
    await openAccount(billing, 'R-3');

    await Promise.all(Array.from({ length: 6 }, (_, index) => charge('R-3', `debt-${index}`, { share: '10' })));

    const published = await pricing('R-3');
    expect(published.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(published.map(({ debts }) => debts.length)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

describe('charging a debt', () => {
  beforeAll(() => openAccount(billing, 'D-3'));

  it('refuses a second open debt of one code, and takes it again once the first is paid off', async () => {
    await openAccount(billing, 'D-1');
    const { debt } = await charge('D-1', 'meter-loan');

    await expect(charge('D-1', 'meter-loan')).rejects.toMatchObject({ code: 'billing.debt_exists' });
    await billing.bookVends([vendWithDebt('D-1', debt.id, 10_000n)]);
    await expect(charge('D-1', 'meter-loan')).resolves.toMatchObject({ debt: { position: 2 } });
  });

  it('takes one of two who charge the same debt at once, and books and publishes only that one', async () => {
    await openAccount(billing, 'D-2');

    const outcomes = await Promise.allSettled([charge('D-2', 'meter-loan'), charge('D-2', 'meter-loan')]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await pricing('D-2')).toHaveLength(2);
    expect(await billing.run((tx) => billing.balances.balance(tx, 'customer:D-2', 'KES'))).toBe(10_000n);
  });

  it('refuses shares that would take the whole of each tender together, and counts only those of open debts', async () => {
    await openAccount(billing, 'D-4');
    const first = await charge('D-4', 'meter-loan', { share: '60' });
    await charge('D-4', 'wiring', { amount: '5' });

    await expect(charge('D-4', 'arrears', { share: '40' })).rejects.toMatchObject({ code: 'billing.shares_take_whole_tender' });
    await expect(charge('D-3', 'all', { share: '100' })).rejects.toMatchObject({ code: 'billing.shares_take_whole_tender' });
    await expect(charge('D-4', 'arrears', { share: '39.9999' })).resolves.toBeDefined();
    await billing.bookVends([vendWithDebt('D-4', first.debt.id, 10_000n)]);

    await expect(charge('D-4', 'later', { share: '60' })).resolves.toBeDefined();
    expect((await pricing('D-4')).at(-1)?.debts).toHaveLength(4);
  });

  it('lets one of two who charge at once have what is left of the tender', async () => {
    await openAccount(billing, 'D-5');

    const outcomes = await Promise.allSettled(['one', 'other'].map((code) => charge('D-5', code, { share: '60' })));

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it.each([
    ['an unknown account', 'NONE', '1', 'billing.account_unknown'],
    ['more decimals than the currency has', 'D-3', '1.005', 'billing.amount_invalid'],
    ['nothing', 'D-3', '0.00', 'billing.amount_invalid'],
    ['more than any column holds', 'D-3', '9'.repeat(30), 'billing.amount_invalid'],
  ])('refuses %s and leaves nothing behind', async (_what, accountNumber, outstanding, code) => {
    await expect(
      billing.chargeDebt.execute(clerkOf(), { accountNumber, code: 'loan', outstanding, recovery: { share: '20' } }),
    ).rejects.toMatchObject({ code });

    expect(await billing.run((tx) => billing.debts.ofAccount(tx, 'D-3'))).toEqual([]);
  });
});

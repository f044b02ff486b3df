import { AccountPricingChanged } from '@openprepay/contracts/billing';
import { UTILITY } from '@openprepay/testing/identity';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clerkOf, openAccount, startBilling, vendWithDebt, type Billing } from '../../test/fixture.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
  await billing.publishTariff.execute(clerkOf(), domesticTariff());
  await billing.publishTariff.execute(clerkOf(), domesticTariff({ tariffCode: 'SHOP' }));
  await billing.publishTariff.execute(clerkOf(), domesticTariff({ tariffCode: 'DOLLAR', currency: 'USD' }));
});
afterAll(() => billing.stop());

const charge = (accountNumber: string, code: string, recovery: { share: string } | { amount: string } = { share: '20' }) =>
  billing.chargeDebt.execute(clerkOf(), { accountNumber, code, outstanding: '100.00', recovery });
const pricing = async (accountNumber: string) =>
  (await billing.events(AccountPricingChanged)).filter(({ data }) => data.accountNumber === accountNumber).map(({ data }) => data);

describe('an account’s pricing', () => {
  it('is published whole with every change, its revision growing by one', async () => {
    await openAccount(billing, 'R-1');
    const first = await charge('R-1', 'meter-loan');
    const second = await charge('R-1', 'wiring', { amount: '5' });
    await billing.changeAccountTariff.execute(clerkOf(), { accountNumber: 'R-1', tariffCode: 'SHOP' });

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
      { revision: 4, tariffCode: 'SHOP', debts: [loan, wiring] },
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

    await Promise.all(Array.from({ length: 6 }, (_, index) => charge('R-3', `debt-${index}`)));

    const published = await pricing('R-3');
    expect(published.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(published.map(({ debts }) => debts.length)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

describe('charging a debt', () => {
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
    expect(await billing.run((tx) => billing.journal.balance(tx, 'customer:D-2', 'KES'))).toBe(10_000n);
  });

  it.each([
    ['an unknown account', 'NONE', '1', 'billing.account_unknown'],
    ['more decimals than the currency has', 'D-3', '1.005', 'billing.amount_invalid'],
    ['nothing', 'D-3', '0.00', 'billing.amount_invalid'],
    ['more than any column holds', 'D-3', '9'.repeat(30), 'billing.amount_invalid'],
  ])('refuses %s and leaves nothing behind', async (_what, accountNumber, outstanding, code) => {
    if (!(await billing.run((tx) => billing.accounts.find(tx, 'D-3')))) await openAccount(billing, 'D-3');

    await expect(
      billing.chargeDebt.execute(clerkOf(), { accountNumber, code: 'loan', outstanding, recovery: { share: '20' } }),
    ).rejects.toMatchObject({ code });

    expect(await billing.run((tx) => billing.debts.ofAccount(tx, 'D-3'))).toEqual([]);
  });
});

describe('opening and changing an account', () => {
  it('refuses an account number twice, and publishes only the first', async () => {
    await Promise.allSettled([openAccount(billing, 'O-1'), openAccount(billing, 'O-1')]);

    await expect(openAccount(billing, 'O-1')).rejects.toMatchObject({ code: 'billing.account_exists' });
    expect(await pricing('O-1')).toHaveLength(1);
  });

  it('keeps the ledger in the currency of its tariff, and without one in the utility’s', async () => {
    const open = (accountNumber: string, tariffCode?: string) =>
      billing.openAccount.execute(clerkOf(UTILITY, 'EUR'), { accountNumber, name: 'Ann', ...(tariffCode && { tariffCode }) });

    expect(await open('O-2', 'DOLLAR')).toMatchObject({ currency: 'USD' });
    expect(await open('O-3')).toMatchObject({ currency: 'EUR' });
  });

  it('refuses a tariff that is unknown, or of another currency than the account’s', async () => {
    await openAccount(billing, 'O-4');

    await expect(billing.changeAccountTariff.execute(clerkOf(), { accountNumber: 'O-4', tariffCode: 'NONE' })).rejects.toMatchObject({
      code: 'billing.tariff_unknown',
    });
    await expect(billing.changeAccountTariff.execute(clerkOf(), { accountNumber: 'O-4', tariffCode: 'DOLLAR' })).rejects.toMatchObject({
      code: 'billing.tariff_kind_changed',
    });
    expect(await pricing('O-4')).toHaveLength(1);
  });
});

import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, chargeDebt, clerkOf, openAccount, pricingOf, startBilling } from '../../test/fixture.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
  await billing.publishTariff.execute(clerkOf(), domesticTariff({ tariffCode: 'SHOP' }));
  await billing.publishTariff.execute(clerkOf(), domesticTariff({ tariffCode: 'DOLLAR', currency: 'USD' }));
});
afterAll(() => billing.stop());

const change = (accountNumber: string, tariffCode: string, utility?: string) =>
  billing.changeAccountTariff.execute(clerkOf(utility), { accountNumber, tariffCode });

describe('putting an account on another tariff', () => {
  it('publishes its pricing whole, the debts too, as the next revision', async () => {
    await openAccount(billing, 'T-1');
    const { debt } = await chargeDebt(billing, 'T-1', 'meter-loan');

    await change('T-1', 'SHOP');

    expect(await pricingOf(billing, 'T-1')).toMatchObject([
      { revision: 1, debts: [] },
      { revision: 2, debts: [{ debtId: debt.id }] },
      { revision: 3, tariffCode: 'SHOP', debts: [{ debtId: debt.id, code: 'meter-loan', chargedMinor: 10_000n }] },
    ]);
  });

  it('refuses a tariff that is unknown, or of another currency than the account’s', async () => {
    await openAccount(billing, 'T-2');

    await expect(change('T-2', 'NONE')).rejects.toMatchObject({ code: 'billing.tariff_unknown' });
    await expect(change('T-2', 'DOLLAR')).rejects.toMatchObject({ code: 'billing.tariff_kind_changed' });
    expect(await pricingOf(billing, 'T-2')).toHaveLength(1);
  });

  it('refuses an account that is unknown, or another utility’s', async () => {
    await openAccount(billing, 'T-3');

    await expect(change('NONE', 'SHOP')).rejects.toMatchObject({ code: 'billing.account_unknown' });
    await expect(change('T-3', 'SHOP', 'other')).rejects.toMatchObject({ code: 'billing.account_unknown' });
  });
});

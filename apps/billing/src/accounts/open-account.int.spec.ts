import { UTILITY } from '@openprepay/testing/identity';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, openAccount, pricingOf, startBilling } from '../../test/fixture.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
  await billing.publishTariff.execute(clerkOf(), domesticTariff({ tariffCode: 'DOLLAR', currency: 'USD' }));
});
afterAll(() => billing.stop());

describe('opening an account', () => {
  it('publishes what its vends are priced by', async () => {
    await billing.openAccount.execute(clerkOf(), { accountNumber: 'O-1', name: 'Ann', tariffCode: 'DOLLAR' });

    expect(await pricingOf(billing, 'O-1')).toMatchObject([{ revision: 1, currency: 'USD', tariffCode: 'DOLLAR', debts: [] }]);
  });

  it('refuses a number twice, and publishes only the first', async () => {
    await Promise.allSettled([openAccount(billing, 'O-2'), openAccount(billing, 'O-2')]);

    await expect(openAccount(billing, 'O-2')).rejects.toMatchObject({ code: 'billing.account_exists' });
    expect(await pricingOf(billing, 'O-2')).toHaveLength(1);
  });

  it('refuses a tariff that is unknown, and leaves nothing behind', async () => {
    const account = { accountNumber: 'O-3', name: 'Ann', tariffCode: 'NONE' };

    await expect(billing.openAccount.execute(clerkOf(), account)).rejects.toMatchObject({ code: 'billing.tariff_unknown' });
    await expect(openAccount(billing, 'O-3')).resolves.toMatchObject({ accountNumber: 'O-3' });
  });

  it('keeps the ledger in the currency of its tariff, and without one in the utility’s', async () => {
    const open = (accountNumber: string, tariffCode?: string) =>
      billing.openAccount.execute(clerkOf(UTILITY, 'EUR'), { accountNumber, name: 'Ann', tariffCode });

    expect(await open('O-4', 'DOLLAR')).toMatchObject({ currency: 'USD' });
    expect(await open('O-5')).toMatchObject({ currency: 'EUR' });
  });
});

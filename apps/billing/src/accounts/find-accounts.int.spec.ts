import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, openAccount, startBilling } from '../../test/fixture.js';
import { OpenAccount } from './open-account.js';
import { FindAccounts } from './find-accounts.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
  for (const accountNumber of ['B-2', 'A-1', 'C-3']) await openAccount(billing, accountNumber);
  await openAccount(billing, 'A-0', 'other');
});
afterAll(() => billing.stop());

describe('finding accounts', () => {
  it('pages the utility’s own by number', async () => {
    const find = billing.get(FindAccounts);

    const first = await find.execute(clerkOf(), { limit: 2 });
    const second = await find.execute(clerkOf(), { limit: 2, cursor: first.nextCursor });

    expect(first.items.map(({ accountNumber }) => accountNumber)).toEqual(['A-1', 'B-2']);
    expect(second).toMatchObject({ items: [{ accountNumber: 'C-3', currency: 'KES', pricingRevision: 1 }] });
    expect(second.nextCursor).toBeUndefined();
  });

  it('finds by the letters that a name begins with, in capitals or not, and by those alone', async () => {
    const open = (accountNumber: string, name: string, utility?: string) =>
      billing.get(OpenAccount).execute(clerkOf(utility), { accountNumber, name });
    for (const [place, name] of ['Otieno, A', 'otieno, B', 'Otis', 'Odhiambo', 'O%', 'Ötzi'].entries()) await open(`N-${place}`, name);
    await open('N-9', 'Otieno, C', 'other');
    const find = async (namePrefix: string): Promise<readonly string[]> => {
      const names: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await billing.get(FindAccounts).execute(clerkOf(), { limit: 1, namePrefix, cursor });
        names.push(...page.items.map(({ name }) => name));
        if (page.nextCursor === undefined) return names;
        cursor = page.nextCursor;
      }
    };

    expect(await find('oti')).toEqual(['Otieno, A', 'otieno, B', 'Otis']);
    expect(await find('OTIENO')).toEqual(['Otieno, A', 'otieno, B']);
    expect(await find('ö')).toEqual(['Ötzi']);
    expect(await find('%')).toEqual([]);
    expect(await find('o%')).toEqual(['O%']);
  });
});

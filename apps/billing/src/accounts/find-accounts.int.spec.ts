import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, openAccount, startBilling } from '../../test/fixture.js';
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
});

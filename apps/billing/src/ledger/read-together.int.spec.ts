import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, chargeDebt, clerkOf, openAccount, startBilling } from '../../test/fixture.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { CalendarRepository } from '../calendar/calendar.repository.js';
import { BalanceRepository } from './balance.repository.js';
import { ReadLedger } from './read-ledger.js';
import { ReadTrialBalance } from './read-trial-balance.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());

/** Balances that are read, and before the next is read a debt is charged to this account and committed. */
function overtakenBy(accountNumber: string): BalanceRepository {
  let overtake = (): void => undefined;
  const overtaken = new Promise<void>((resolve) => (overtake = resolve)).then(() => chargeDebt(billing, accountNumber, 'loan'));
  const after =
    <Given extends readonly unknown[], Read>(read: (...given: Given) => Promise<Read>) =>
    async (...given: Given): Promise<Read> => {
      const said = await read(...given);
      overtake();
      await overtaken;
      return said;
    };
  const { balances } = billing;
  return Object.assign(Object.create(balances) as BalanceRepository, {
    balance: after(balances.balance.bind(balances)),
    totals: after(balances.totals.bind(balances)),
  });
}

describe('figures that are told together', () => {
  it('are of one instant: a ledger has no entry that its balance does not have', async () => {
    await openAccount(billing, 'T-1');
    const ledger = new ReadLedger(billing.unitOfWork, billing.get(AccountRepository), overtakenBy('T-1'), billing.journal);

    const { balanceMinor, entries } = await ledger.execute(clerkOf(), { accountNumber: 'T-1', limit: 20 });

    expect([balanceMinor, entries.items]).toEqual([0n, []]);
    expect((await billing.get(ReadLedger).execute(clerkOf(), { accountNumber: 'T-1', limit: 20 })).entries.items).toHaveLength(1);
  });

  it('are of one instant: a trial balance counts no entry that its accounts do not have', async () => {
    await openAccount(billing, 'T-2');
    const before = await billing.get(ReadTrialBalance).execute(clerkOf(), { limit: 500 });
    const trial = new ReadTrialBalance(billing.unitOfWork, billing.get(CalendarRepository), overtakenBy('T-2'));

    expect(await trial.execute(clerkOf(), { limit: 500 })).toEqual(before);
    expect((await billing.get(ReadTrialBalance).execute(clerkOf(), { limit: 500 })).entries).toBe(before.entries + 1);
  });
});

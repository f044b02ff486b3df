import { systemClock } from '@openprepay/persistence/clock';
import { moneyMinor } from '@openprepay/quantities';
import { renderMetrics } from '@openprepay/runtime/metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, startBilling } from '../../test/fixture.js';
import type { JournalEntry } from '../ledger/journal-entry.js';
import { ClosePeriod } from '../periods/close-period.js';
import { CheckBalances } from './check-balances.js';
import { FindBalanceDifferences } from './find-balance-differences.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
  billing.clock.set('2026-12-10T08:00:00Z');
});
afterAll(() => billing.stop());

const DAY_MS = 86_400_000;
const entryOf = (customer: string, at: string, amount = 5n): JournalEntry => {
  const id = systemClock.newId();
  return {
    id,
    reference: `test:${id}`,
    currency: 'KES',
    at: new Date(at),
    lines: [
      { account: `customer:${customer}`, amountMinor: moneyMinor(amount) },
      { account: 'debts-taken-over:loan', amountMinor: moneyMinor(-amount) },
    ],
  };
};
const book = (utility: string, ...entries: readonly JournalEntry[]) => billing.run((tx) => billing.journal.post(tx, entries), utility);
/** The check of the day after. */
async function checkNextDay(): Promise<void> {
  billing.clock.advance(DAY_MS + 1);
  await billing.get(CheckBalances).execute();
}
const differences = async (utility: string, state: 'open' | 'resolved' = 'open') =>
  (await billing.get(FindBalanceDifferences).execute(clerkOf(utility), { limit: 50, state })).items;
const tamper = (utility: string, change: string, where: string) =>
  billing.owner.query(`update ledger_balance set ${change} where utility = $1 and ${where}`, [utility]);

describe('the balances', () => {
  it('agree with the lines of whatever is booked and closed, through many stretches of them', async () => {
    const many = Array.from({ length: 5_200 }, (_, place) =>
      entryOf(`A-${place % 510}`, `2026-${place % 2 === 0 ? '10' : '11'}-05T10:00:00Z`),
    );
    await book('agreeing', ...many.slice(0, 5_100));
    await billing.get(ClosePeriod).execute(clerkOf('agreeing'), { period: '2026-10' });
    await book('agreeing', ...many.slice(5_100));

    await checkNextDay();

    expect(await differences('agreeing')).toEqual([]);
  });

  it.each([
    ['a ledger account', `account = 'debts-taken-over:loan'`, 'debts-taken-over:loan', -14n],
    ['the customers together', `account = 'customer:*'`, 'customer:*', 10n],
    ['one customer', `account = 'customer:B-1'`, 'customer:B-1', 3n],
  ])('of %s are shown where they differ, until they agree again', async (which, where, account, keptMinor) => {
    const utility = `differing ${which}`;
    await book(utility, entryOf('B-1', '2026-11-05T10:00:00Z'), entryOf('B-2', '2026-11-06T10:00:00Z', 7n));
    await tamper(utility, 'credit_minor = credit_minor + 2', where);
    await checkNextDay();

    const found = await differences(utility);
    expect(found).toContainEqual(
      expect.objectContaining({
        account,
        currency: 'KES',
        period: '2026-11',
        keptMinor,
        bookedMinor: keptMinor + 2n,
        foundAt: billing.clock.now(),
      }),
    );
    expect((await renderMetrics()).text).toMatch(/billing_balance_differences_open [1-9]/);
    await checkNextDay();
    expect((await differences(utility)).map(({ id }) => id)).toEqual(found.map(({ id }) => id));

    await tamper(utility, 'credit_minor = credit_minor - 2', where);
    await checkNextDay();
    expect(await differences(utility)).toEqual([]);
    expect((await differences(utility, 'resolved')).map(({ resolvedAt }) => resolvedAt)).toEqual(found.map(() => billing.clock.now()));
    expect((await renderMetrics()).text).toMatch(/billing_balance_differences_open 0/);
  });

  it('are missed where they are not kept at all, and seen where nothing is booked', async () => {
    await book('missing', entryOf('C-1', '2026-11-05T10:00:00Z'));
    await billing.owner.query(`delete from ledger_balance where utility = 'missing' and account = 'customer:C-1'`);
    await billing.owner.query(
      `insert into ledger_balance (utility, ledger, account, currency, period, debit_minor, credit_minor)
       values ('missing', 'general', 'sales:water', 'KES', '2026-11-01', 3, 0)`,
    );
    await checkNextDay();

    expect(await differences('missing')).toHaveLength(2);
    expect(await differences('missing')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ account: 'customer:*', keptMinor: 5n, bookedMinor: 0n }),
        expect.objectContaining({ account: 'sales:water', keptMinor: 3n, bookedMinor: 0n }),
      ]),
    );
    expect(await differences('somebody else')).toEqual([]);
  });

  it('are compared once a day, by one of many that would', async () => {
    const started = async () => (await billing.owner.query('select utility, started_at from balance_check order by utility')).rows;
    await book('daily', entryOf('D-1', '2026-11-05T10:00:00Z'));
    await billing.get(CheckBalances).execute();
    const first = await started();
    billing.clock.advance(DAY_MS / 2);
    await Promise.all([1, 2, 3].map(() => billing.get(CheckBalances).execute()));

    expect(await started()).toEqual(first);
  });
});

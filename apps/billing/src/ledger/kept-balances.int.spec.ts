import { systemClock } from '@openprepay/persistence/clock';
import { moneyMinor, negate, sum } from '@openprepay/quantities';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, startBilling } from '../../test/fixture.js';
import { CalendarRepository } from '../calendar/calendar.repository.js';
import { nextPeriod } from '../calendar/period.js';
import { ClosePeriod } from '../periods/close-period.js';
import { balancedLines, type JournalEntry } from './journal-entry.js';
import { ReadTrialBalance } from './read-trial-balance.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
  billing.clock.set('2027-12-01T00:00:00Z');
});
afterAll(() => billing.stop());

const MONTHS = 4;
const booking = fc.record({
  kind: fc.constant('book' as const),
  currency: fc.constantFrom('KES', 'JPY'),
  /** Hours from the end of July in UTC: months of any zone begin among them. */
  hours: fc.integer({ min: -24, max: MONTHS * 31 * 24 }),
  sides: fc.array(
    fc.tuple(fc.constantFrom('bank', 'sales:water', 'customer:A-1', 'customer:B-2'), fc.bigInt({ min: -9n, max: 10n ** 25n })),
    { minLength: 1, maxLength: 4 },
  ),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.array(booking, { minLength: 1, maxLength: 5 }) },
  { weight: 2, arbitrary: fc.constant('close' as const) },
  { weight: 1, arbitrary: fc.constant('zone' as const) },
);

/** What the lines come to in each period, currency and account, and what is kept. */
const BY_LINES = `
  select concat_ws(' ', ledger, account, currency, to_char(period, 'YYYY-MM'), sum(greatest(amount, 0)), sum(greatest(-amount, 0))) as row
    from (select l.account, l.currency, n.period, l.amount_minor as amount from journal_number n
            join journal_line l on l.utility = n.utility and l.entry_id = n.entry_id where n.utility = $1) line
    cross join lateral (select 'general' as ledger, case when line.account like 'customer:%' then 'customer:*' else line.account end as name
                        union all select 'customer', line.account where line.account like 'customer:%') side
   group by ledger, name, currency, period order by 1`.replace('ledger, account, currency', 'ledger, name, currency');
const KEPT = `
  select concat_ws(' ', ledger, account, currency, to_char(period, 'YYYY-MM'), debit_minor, credit_minor) as row
    from ledger_balance where utility = $1 and (debit_minor <> 0 or credit_minor <> 0) order by 1`;
const rows = async (text: string, utility: string) =>
  (await billing.owner.query<{ row: string }>(text, [utility])).rows.map(({ row }) => row);

describe('kept balances', () => {
  it('are what the lines come to in every account, currency and period, whatever is booked and closed', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const utility = `kept-${++run}`;
        let closing = '2026-07';
        for (const one of steps) {
          if (one === 'close') {
            await billing.get(ClosePeriod).execute(clerkOf(utility), { period: closing });
            closing = nextPeriod(closing);
          } else if (one === 'zone') {
            await billing.run((tx) => billing.get(CalendarRepository).settle(tx, 'Pacific/Auckland'), utility);
          } else {
            await billing.run(
              (tx) =>
                billing.journal.post(
                  tx,
                  one.map(entryOf).filter(({ lines }) => lines.length > 1),
                ),
              utility,
            );
          }
        }

        expect(await rows(KEPT, utility)).toEqual(await rows(BY_LINES, utility));
        const { balanced, entries } = await billing.get(ReadTrialBalance).execute(clerkOf(utility), { limit: 500 });
        const { rows: counted } = await billing.owner.query('select count(*)::int as entries from journal_entry where utility = $1', [
          utility,
        ]);
        expect({ balanced, entries }).toEqual({ balanced: true, ...counted[0] });
        const { rows: inClosed } = await billing.owner.query(
          `select count(*)::int as later from journal_number n join period_closing c on c.utility = n.utility and c.period = n.period
            where n.utility = $1 and n.number > c.last_number`,
          [utility],
        );
        expect(inClosed).toEqual([{ later: 0 }]);
      }),
      { numRuns: 25 },
    );
  });
});

function entryOf({ currency, hours, sides }: { currency: string; hours: number; sides: (readonly [string, bigint])[] }): JournalEntry {
  const lines = sides.map(([account, amount]) => ({ account, amountMinor: moneyMinor(amount) }));
  const rest = negate(sum(lines.map(({ amountMinor }) => amountMinor)));
  const id = systemClock.newId();
  return {
    id,
    reference: `test:${id}`,
    currency,
    at: new Date(Date.parse('2026-07-31T00:00:00Z') + hours * 3_600_000),
    lines: rest === 0n ? [] : balancedLines([...lines, { account: 'rest', amountMinor: rest }], currency),
  };
}

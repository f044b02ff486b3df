import { systemClock } from '@openprepay/persistence/clock';
import { sql } from '@openprepay/persistence/sql';
import { moneyMinor } from '@openprepay/quantities';
import { eventually } from '@openprepay/testing/eventually';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, startBilling, vendOf } from '../../test/fixture.js';
import { CalendarRepository } from '../calendar/calendar.repository.js';
import { FindJournalEntries } from '../ledger/find-journal-entries.js';
import type { JournalEntry } from '../ledger/journal-entry.js';
import { ReadTrialBalance } from '../ledger/read-trial-balance.js';
import { ClosePeriod } from './close-period.js';
import { FindPeriods } from './find-periods.js';
import { ReadPeriod } from './read-period.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());

/** Each test has books of its own. */
let utility: string;
let tests = 0;
beforeEach(() => {
  utility = `books-${++tests}`;
  billing.clock.set('2026-12-10T08:00:00Z');
});

const entryAt = (at: string, amount = 1n, reference = `test:${systemClock.newId()}`): JournalEntry => ({
  id: systemClock.newId(),
  reference,
  currency: 'KES',
  at: new Date(at),
  lines: [
    { account: 'bank', amountMinor: moneyMinor(amount) },
    { account: 'customer:A-1', amountMinor: moneyMinor(-amount) },
  ],
});
const book = (...entries: readonly JournalEntry[]) => billing.run((tx) => billing.journal.post(tx, entries), utility);
const close = (period: string) => billing.get(ClosePeriod).execute(clerkOf(utility), { period });
const read = (period: string) => billing.get(ReadPeriod).execute(clerkOf(utility), { period, limit: 500 });
const entriesOf = async (period: string) =>
  (await billing.get(FindJournalEntries).execute(clerkOf(utility), { limit: 500, period })).items.map(({ reference }) => reference);

describe('closing a period', () => {
  it('is final, and says who, when, and what stood in the ledger', async () => {
    await book(entryAt('2026-10-05T10:00:00Z', 30n), entryAt('2026-11-05T10:00:00Z', 12n));
    await close('2026-10');

    const closed = await close('2026-11');

    expect(closed).toMatchObject({
      period: '2026-11',
      timeZone: 'Africa/Nairobi',
      startsAt: new Date('2026-10-31T21:00:00Z'),
      endsAt: new Date('2026-11-30T21:00:00Z'),
      entries: 1,
      closing: { closedBy: 'clerk', closedAt: billing.clock.now(), lastNumber: 2 },
    });
    expect((await read('2026-11')).totals.items).toEqual([
      { account: 'bank', currency: 'KES', debitMinor: 12n, creditMinor: 0n, balanceMinor: 42n },
      { account: 'customer:*', currency: 'KES', debitMinor: 0n, creditMinor: 12n, balanceMinor: -42n },
    ]);
    await expect(close('2026-11')).rejects.toMatchObject({ code: 'billing.period_closed' });
    for (const statement of [
      'update period_closing set closed_by = closed_by',
      'delete from period_closing',
      'truncate period_closing, period_total',
      'update period_total set debit_minor = 0',
      'delete from period_total',
    ]) {
      await expect(billing.owner.query(statement)).rejects.toThrow('the journal is never changed');
    }
    await expect(billing.owner.query('update journal_head set closed_through = null')).rejects.toThrow('stays closed');
  });

  it('waits until the month is over where the utility is, and until the one before it is closed', async () => {
    await book(entryAt('2026-10-05T10:00:00Z'));
    billing.clock.set('2026-11-30T20:59:59.999Z');
    await close('2026-10');
    await expect(close('2026-11')).rejects.toMatchObject({ code: 'billing.period_not_over' });

    billing.clock.set('2026-11-30T21:00:00Z');
    await expect(close('2026-11')).resolves.toMatchObject({ entries: 0 });
    billing.clock.set('2027-06-01T00:00:00Z');
    await expect(close('2027-01')).rejects.toMatchObject({
      code: 'billing.period_not_next',
      message: 'the next period to be closed is 2026-12',
    });
  });

  it('is refused by the database too, out of turn or a second time', async () => {
    await book(entryAt('2026-10-05T10:00:00Z'));
    const insert = (period: string) =>
      billing.run(
        (tx) =>
          sql(
            tx,
            `insert into period_closing (utility, period, starts_at, ends_at, time_zone, entries, last_number, closed_by, closed_by_subject, closed_at)
             values ($1, $2, '2026-01-01', '2026-01-02', 'UTC', 0, 0, 'x', 'x', now())`,
            [utility, `${period}-01`],
          ),
        utility,
      );

    await expect(insert('2026-11')).rejects.toThrow('one after the other');
    await insert('2026-10');
    await expect(insert('2026-10')).rejects.toThrow('one after the other');
    await expect(insert('2026-12')).rejects.toThrow('one after the other');
  });

  it('is of one utility, and no other’s', async () => {
    await book(entryAt('2026-11-05T10:00:00Z'));
    await close('2026-11');
    utility = `${utility}-neighbour`;
    await book(entryAt('2026-11-05T10:00:00Z'));

    expect((await read('2026-11')).period).toMatchObject({ entries: 1, closing: undefined });
    expect((await billing.get(FindPeriods).execute(clerkOf(utility), { limit: 50 })).items).toMatchObject([{ period: '2026-11' }]);
  });
});

describe('what comes late', () => {
  it('is booked in the next open period, with its own time and when it was stored', async () => {
    await book(entryAt('2026-10-05T10:00:00Z'));
    await close('2026-10');
    await close('2026-11');
    const vend = vendOf({ completedAt: new Date('2026-10-31T20:00:00Z') });

    await billing.bookVends([vend], utility);

    expect(await entriesOf('2026-12')).toEqual([`vend:${vend.vendId}`]);
    const { items } = await billing.get(FindJournalEntries).execute(clerkOf(utility), { limit: 500, period: '2026-12' });
    expect(items).toMatchObject([{ period: '2026-12', at: vend.completedAt, number: 2 }]);
    expect(items[0]!.postedAt.getTime()).toBeGreaterThan(vend.completedAt.getTime());
    expect((await read('2026-10')).period.entries).toBe(1);
  });

  it('is in the trial balance of the period that it is booked in, and of those after it', async () => {
    await book(entryAt('2026-10-05T10:00:00Z', 30n));
    await close('2026-10');
    await book(entryAt('2026-10-06T10:00:00Z', 7n));
    const trial = (query: { period?: string; asOf?: string }) =>
      billing.get(ReadTrialBalance).execute(clerkOf(utility), { limit: 500, ...query });
    const bank = async (query: { period?: string; asOf?: string }) => {
      const { balanced, entries, accounts } = await trial(query);
      return { balanced, entries, debit: accounts.find(({ account }) => account === 'bank')?.debitMinor };
    };

    expect(await bank({ period: '2026-10' })).toEqual({ balanced: true, entries: 1, debit: 30n });
    expect(await bank({ period: '2026-11' })).toEqual({ balanced: true, entries: 1, debit: 7n });
    expect(await bank({ asOf: '2026-10' })).toEqual({ balanced: true, entries: 1, debit: 30n });
    expect(await bank({ asOf: '2026-11' })).toEqual({ balanced: true, entries: 2, debit: 37n });
    expect(await bank({})).toEqual({ balanced: true, entries: 2, debit: 37n });
  });
});

describe('closing and booking at the same moment', () => {
  /** Until somebody waits for another's transaction: the server is this test's own. */
  const someoneWaits = () =>
    eventually(async () => expect((await billing.owner.query('select 1 from pg_locks where not granted')).rows).toHaveLength(1));

  it('leaves what was begun before the closing and is committed after it to the next period', async () => {
    const slow = new pg.Client({ connectionString: billing.database.url });
    await slow.connect();
    try {
      await begin(slow, 'test:slow');
      await expect(close('2026-11')).resolves.toMatchObject({ entries: 0 });
      await slow.query('commit');
    } finally {
      await slow.end();
    }

    expect(await entriesOf('2026-11')).toEqual([]);
    expect(await entriesOf('2026-12')).toEqual(['test:slow']);
  });

  it('has a booking that commits while a period is being closed wait, and go to the next one', async () => {
    let booking: Promise<unknown> | undefined;
    await billing.run(async (tx) => {
      await billing.get(CalendarRepository).lock(tx, 'Africa/Nairobi');
      const slow = new pg.Client({ connectionString: billing.database.url });
      await slow.connect();
      await begin(slow, 'test:waiting');
      booking = slow.query('commit').finally(() => slow.end());
      await someoneWaits();
      await sql(
        tx,
        `insert into period_closing (utility, period, starts_at, ends_at, time_zone, entries, last_number, closed_by, closed_by_subject, closed_at)
         values ($1, '2026-11-01', '2026-11-01', '2026-12-01', 'UTC', 0, 0, 'x', 'x', '2026-12-01')`,
        [utility],
      );
    }, utility);
    await booking;

    expect(await entriesOf('2026-12')).toEqual(['test:waiting']);
    expect((await read('2026-11')).period.entries).toBe(0);
  });

  it('has a closing wait for a booking that is committing, and counts it', async () => {
    const committing = new pg.Client({ connectionString: billing.database.url });
    await committing.connect();
    try {
      await begin(committing, 'test:first');
      await committing.query('set constraints all immediate');
      const closing = close('2026-11');
      await someoneWaits();
      await committing.query('commit');

      expect(await closing).toMatchObject({ entries: 1, closing: { lastNumber: 1 } });
    } finally {
      await committing.end();
    }
    expect((await read('2026-11')).totals.items).toHaveLength(2);
  });

  it('neither loses an entry nor lets one into a closed period, however many book', async () => {
    await book(entryAt('2026-08-02T00:00:00Z', 1n, 'test:first'));
    const bookings = Array.from({ length: 40 }, (_, place) =>
      book(entryAt(`2026-${String(8 + (place % 4)).padStart(2, '0')}-15T00:00:00Z`, 1n, `test:${place}`)),
    );
    const closings = (async () => {
      for (const period of ['2026-08', '2026-09', '2026-10']) await close(period);
    })();
    await Promise.all([...bookings, closings]);

    const perPeriod = await Promise.all(['2026-08', '2026-09', '2026-10', '2026-11'].map(entriesOf));
    expect(perPeriod.flat().sort()).toEqual(['test:first', ...Array.from({ length: 40 }, (_, place) => `test:${place}`)].sort());
    for (const [place, period] of ['2026-08', '2026-09', '2026-10'].entries()) {
      const { period: closed, totals } = await read(period);
      expect(closed.entries).toBe(perPeriod[place]!.length);
      expect(totals.items.find(({ account }) => account === 'bank')?.debitMinor ?? 0n).toBe(BigInt(perPeriod[place]!.length));
    }
  });

  async function begin(client: pg.Client, reference: string): Promise<void> {
    const id = systemClock.newId();
    await client.query(`begin; select set_config('openprepay.utility', '${utility}', true)`);
    await client.query(
      `insert into journal_entry (utility, id, reference, currency, line_count, at) values ($1, $2, $3, 'KES', 2, '2026-11-30T10:00:00Z')`,
      [utility, id, reference],
    );
    await client.query(
      `insert into journal_line (utility, entry_id, position, account, currency, amount_minor) values ($1, $2, 0, 'a', 'KES', 1), ($1, $2, 1, 'b', 'KES', -1)`,
      [utility, id],
    );
  }
});

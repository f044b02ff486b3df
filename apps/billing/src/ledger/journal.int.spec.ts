import { systemClock } from '@openprepay/persistence/clock';
import { sql } from '@openprepay/persistence/sql';
import { moneyMinor, negate } from '@openprepay/quantities';
import { UTILITY } from '@openprepay/testing/identity';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clerkOf, startBilling, vendOf, type Billing } from '../../test/fixture.js';
import { FindJournalEntries } from './find-journal-entries.js';
import type { JournalEntry } from './journal-entry.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
  await billing.bookVends([vendOf(), vendOf({ vendorId: '01890000-0000-7000-8000-00000000000a' })]);
});
afterAll(() => billing.stop());

const TABLES = ['journal_entry', 'journal_line'];
const UNCHANGED = 'the journal is never changed';

/** What an entry would have to be for the statement under test to be refused for its lines alone. */
const ENTRY = `insert into journal_entry (utility, id, reference, currency, line_count, at) values ('acme', $1, $2, 'KES', $3, now())`;

describe('the journal', () => {
  it.each(TABLES)('refuses updates and deletes of %s, even by its owner', async (table) => {
    await expect(billing.owner.query(`update ${table} set currency = 'USD'`)).rejects.toThrow(UNCHANGED);
    await expect(billing.owner.query(`delete from ${table}`)).rejects.toThrow(UNCHANGED);
    await expect(billing.run((tx) => sql(tx, `update ${table} set currency = 'USD'`))).rejects.toThrow('permission denied');
    await expect(billing.run((tx) => sql(tx, `delete from ${table}`))).rejects.toThrow('permission denied');
  });

  it('refuses to be truncated, even by its owner and together', async () => {
    await expect(billing.owner.query('truncate journal_line')).rejects.toThrow(UNCHANGED);
    await expect(billing.owner.query('truncate journal_entry, journal_line')).rejects.toThrow(UNCHANGED);
    await expect(billing.owner.query('truncate journal_entry cascade')).rejects.toThrow(UNCHANGED);
  });

  it.each([
    ['do not sum to zero', 'lines of a journal entry must sum to zero', `(0, 'KES', 100), (1, 'KES', -99)`],
    ['balance only across currencies', 'lines of a journal entry must sum to zero', `(0, 'KES', 100), (1, 'USD', -100)`],
    ['are fewer than the entry says', 'are booked together', `(0, 'KES', 100), (2, 'KES', -100)`],
    ['come to nothing', 'amount_minor', `(0, 'KES', 0), (1, 'KES', 0)`],
  ])('refuses lines that %s, even by its owner', async (_name, message, values) => {
    const id = '01890000-0000-7000-8000-0000000000f1';
    await billing.owner.query('begin');
    try {
      await billing.owner.query(ENTRY, [id, 'test:unbalanced', 2]);

      await expect(
        billing.owner.query(
          `insert into journal_line (utility, entry_id, position, account, currency, amount_minor)
           select 'acme', $1, position, 'account-' || position, currency, amount from (values ${values}) as line (position, currency, amount)`,
          [id],
        ),
      ).rejects.toThrow(message);
    } finally {
      await billing.owner.query('rollback');
    }
  });

  it('refuses more lines for an entry that is booked, even balanced ones', async () => {
    const [entry] = await billing.run((tx) => billing.journal.list(tx, { limit: 1 }));

    for (const first of [0, entry!.lines.length]) {
      await expect(
        billing.owner.query(
          `insert into journal_line (utility, entry_id, position, account, currency, amount_minor)
           select 'acme', $1, $2 + place, 'late-' || place, 'KES', case place when 0 then 5 else -5 end from generate_series(0, 1) as place`,
          [entry!.id, first],
        ),
      ).rejects.toThrow(/booked together|duplicate key/);
    }
  });

  it('refuses an entry that is committed without lines, or with one alone, even by its owner', async () => {
    for (const lineCount of [0, 1, 2]) {
      const id = systemClock.newId();
      await billing.owner.query('begin');
      const commit = billing.owner.query(ENTRY, [id, `test:empty-${lineCount}`, lineCount]).then(() => billing.owner.query('commit'));

      await expect(commit).rejects.toThrow(/journal_entry_has_lines|is booked with all of its lines/);
      await billing.owner.query('rollback');
      expect((await billing.owner.query('select 1 from journal_entry where id = $1', [id])).rows).toEqual([]);
    }
  });

  it('refuses lines of one utility for an entry of another', async () => {
    const [entry] = await billing.run((tx) => billing.journal.list(tx, { limit: 1 }));

    await expect(
      billing.run(
        (tx) =>
          sql(
            tx,
            `insert into journal_line (utility, entry_id, position, account, currency, amount_minor)
             values ('other', $1, 10, 'a', 'KES', 5), ('other', $1, 11, 'b', 'KES', -5)`,
            [entry!.id],
          ),
        'other',
      ),
    ).rejects.toThrow('has its entry in the same utility');
  });

  it('keeps amounts of thirty digits exactly', async () => {
    const amountMinor = moneyMinor(10n ** 30n - 1n);
    const id = '01890000-0000-7000-8000-0000000000f2';

    await billing.run((tx) =>
      billing.journal.post(tx, [
        {
          id,
          reference: 'test:large',
          currency: 'JPY',
          at: new Date(),
          lines: [
            { account: 'bank', amountMinor },
            { account: 'large', amountMinor: negate(amountMinor) },
          ],
        },
      ]),
    );

    expect(await billing.run((tx) => billing.balances.balance(tx, 'large', 'JPY'))).toBe(negate(amountMinor));
  });

  it('takes a reference once: the second posting changes nothing and says so', async () => {
    const entry = (id: string, amount: bigint) => ({
      id,
      reference: 'test:once',
      currency: 'UGX',
      at: new Date(),
      lines: [
        { account: 'a', amountMinor: moneyMinor(amount) },
        { account: 'b', amountMinor: moneyMinor(-amount) },
      ],
    });
    const first = await billing.run((tx) => billing.journal.post(tx, [entry('01890000-0000-7000-8000-0000000000f3', 1n)]));
    const second = await billing.run((tx) => billing.journal.post(tx, [entry('01890000-0000-7000-8000-0000000000f4', 2n)]));

    expect([...first]).toEqual(['test:once']);
    expect([...second]).toEqual([]);
    expect(await billing.run((tx) => billing.balances.balance(tx, 'a', 'UGX'))).toBe(1n);
  });

  it('takes one reference of each utility', async () => {
    const booked = await Promise.all(
      [UTILITY, 'other'].map((utility, index) =>
        billing.run((tx) => billing.journal.post(tx, [entryOf(`01890000-0000-7000-8000-0000000000e${index}`, 'test:same')]), utility),
      ),
    );

    expect(booked.map((references) => references.size)).toEqual([1, 1]);
  });
});

describe('a page of the journal', () => {
  const UTILITY_OF_PAGES = 'pages';
  const references = async (cursor?: string) => {
    const page = await billing.get(FindJournalEntries).execute(clerkOf(UTILITY_OF_PAGES), { limit: 2, ...(cursor && { cursor }) });
    return { references: page.items.map(({ reference }) => reference), next: page.nextCursor };
  };
  const post = (entry: JournalEntry) => billing.run((tx) => billing.journal.post(tx, [entry]), UTILITY_OF_PAGES);

  it('never passes over an entry that was begun before those of the page and is committed after them', async () => {
    const late = new pg.Client({ connectionString: billing.database.url });
    await late.connect();
    try {
      const slow = entryOf(systemClock.newId(), 'test:slow');
      await late.query(`begin; select set_config('openprepay.utility', '${UTILITY_OF_PAGES}', true)`);
      await late.query(
        `insert into journal_entry (utility, id, reference, currency, line_count, at) values ($1, $2, $3, 'KES', 2, now())`,
        [UTILITY_OF_PAGES, slow.id, slow.reference],
      );
      await late.query(
        `insert into journal_line (utility, entry_id, position, account, currency, amount_minor) values ($1, $2, 0, 'a', 'KES', 1), ($1, $2, 1, 'b', 'KES', -1)`,
        [UTILITY_OF_PAGES, slow.id],
      );
      for (const place of [1, 2, 3]) await post(entryOf(systemClock.newId(), `test:quick-${place}`));
      const first = await references();
      await late.query('commit');

      const second = await references(first.next);

      expect([first.references, second.references]).toEqual([
        ['test:quick-1', 'test:quick-2'],
        ['test:quick-3', 'test:slow'],
      ]);
    } finally {
      await late.end();
    }
  });

  it('numbers entries without a gap in the order in which they were committed, and goes on after a number', async () => {
    await billing
      .run(
        (tx) => billing.journal.post(tx, [entryOf(systemClock.newId(), 'test:undone')]).then(() => Promise.reject(new Error('no'))),
        UTILITY_OF_PAGES,
      )
      .catch(() => undefined);
    await Promise.all(Array.from({ length: 6 }, (_, place) => post(entryOf(systemClock.newId(), `test:raced-${place}`))));

    const all = await billing.run((tx) => billing.journal.list(tx, { limit: 100 }), UTILITY_OF_PAGES);
    expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => index + 1));
    const { items } = await billing.get(FindJournalEntries).execute(clerkOf(UTILITY_OF_PAGES), { limit: 500, afterNumber: all.length - 1 });
    expect(items.map(({ number }) => number)).toEqual([all.length]);
  });

  it('is read from the newest back, page by page, and by the account of a customer', async () => {
    const find = billing.get(FindJournalEntries);
    const { items: all } = await find.execute(clerkOf(UTILITY_OF_PAGES), { limit: 500 });
    const numbers: number[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await find.execute(clerkOf(UTILITY_OF_PAGES), { limit: 2, order: 'newest', cursor });
      numbers.push(...page.items.map(({ number }) => number));
      if (page.nextCursor === undefined) break;
      cursor = page.nextCursor;
    }

    expect(all.length).toBeGreaterThan(2);
    expect(numbers).toEqual(all.map(({ number }) => number).toReversed());
    const [first] = all.filter(({ accountNumber }) => accountNumber !== undefined);
    const ofAccount = await find.execute(clerkOf(UTILITY_OF_PAGES), { limit: 500, accountNumber: first?.accountNumber ?? 'NONE' });
    expect(ofAccount.items).toEqual(first === undefined ? [] : all.filter(({ accountNumber }) => accountNumber === first.accountNumber));
  });
});

const entryOf = (id: string, reference: string): JournalEntry => ({
  id,
  reference,
  currency: 'KES',
  at: new Date(),
  lines: [
    { account: 'a', amountMinor: moneyMinor(1n) },
    { account: 'b', amountMinor: moneyMinor(-1n) },
  ],
});

import { sql } from '@openprepay/persistence/sql';
import { moneyMinor, negate } from '@openprepay/quantities';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBilling, vendOf, type Billing } from '../../test/fixture.js';

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
    await expect(billing.run((tx) => sql(tx, `update ${table} set currency = 'USD'`))).rejects.toThrow(UNCHANGED);
    await expect(billing.run((tx) => sql(tx, `delete from ${table}`))).rejects.toThrow(UNCHANGED);
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
    ).rejects.toThrow('foreign key');
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

    expect(await billing.run((tx) => billing.journal.balance(tx, 'large', 'JPY'))).toBe(negate(amountMinor));
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
    expect(await billing.run((tx) => billing.journal.balance(tx, 'a', 'UGX'))).toBe(1n);
  });

  it('takes one reference of each utility', async () => {
    const booked = await Promise.all(
      [UTILITY, 'other'].map((utility, index) =>
        billing.run(
          (tx) =>
            billing.journal.post(tx, [
              { id: `01890000-0000-7000-8000-0000000000e${index}`, reference: 'test:same', currency: 'KES', at: new Date(), lines: [] },
            ]),
          utility,
        ),
      ),
    );

    expect(booked.map((references) => references.size)).toEqual([1, 1]);
  });
});

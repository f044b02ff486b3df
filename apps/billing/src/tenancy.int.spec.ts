import { sql } from '@openprepay/persistence/sql';
import { systemClock } from '@openprepay/persistence/clock';
import { moneyMinor } from '@openprepay/quantities';
import { VendorFloatStated } from '@openprepay/contracts/vending';
import pg from 'pg';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckBalances } from './balances/check-balances.js';
import { AskForCorrection } from './corrections/ask-for-correction.js';
import { CheckFloats } from './floats/check-floats.js';
import { ReadTrialBalance } from './ledger/read-trial-balance.js';
import { TakePayment } from './payments/take-payment.js';
import { ClosePeriod } from './periods/close-period.js';
import { WatchReceipts } from './receipts/watch-receipts.js';
import { clerkOf, openAccount, startBilling, vendWithDebt, type Billing } from '../test/fixture.js';

const TABLES = [
  'tariff',
  'tariff_version',
  'default_tariff',
  'account',
  'debt',
  'journal_entry',
  'journal_line',
  'journal_head',
  'journal_number',
  'ledger_period',
  'ledger_balance',
  'balance_check',
  'balance_difference',
  'period_closing',
  'period_total',
  'payment',
  'debt_settlement',
  'journal_correction',
  'receipt_watch',
  'float_statement',
  'float_difference',
];
/** What the service itself changes of its tables. */
const CHANGED = { tariff: 'latest_version', default_tariff: 'code', account: 'tariff_code', debt: 'recovered_minor' } as const;
const UTILITIES = ['north', 'south'];
/** A float that no deposit was booked for. */
const float = {
  vendorId: systemClock.newId(),
  currency: 'KES',
  floatMinor: moneyMinor(5n),
  receiptsThrough: 0,
  depositsBefore: new Date(0),
  statedAt: new Date(0),
};

describe('two utilities', () => {
  let billing: Billing;
  beforeAll(async () => {
    billing = await startBilling();
    for (const utility of UTILITIES) await fill(utility);
    billing.clock.set('2026-12-10T08:00:00Z');
    await billing.owner.query('update ledger_balance set debit_minor = debit_minor + 1');
    await billing.get(CheckBalances).execute();
    await billing.owner.query('update ledger_balance set debit_minor = debit_minor - 1');
    for (const utility of UTILITIES) await billing.get(ClosePeriod).execute(clerkOf(utility), { period: '2026-11' });
  });
  afterAll(() => billing.stop());

  async function fill(utility: string): Promise<void> {
    await billing.publishTariff.execute(clerkOf(utility), domesticTariff());
    await openAccount(billing, 'A-1', utility);
    const { debt } = await billing.chargeDebt.execute(clerkOf(utility), {
      accountNumber: 'A-1',
      code: 'meter-loan',
      outstanding: '90',
      recovery: { share: '20' },
    });
    await billing.bookVends([vendWithDebt('A-1', debt.id)], utility);
    const payment = { accountNumber: 'A-1', amount: '5', currency: 'KES', idempotencyKey: 'the-same-of-both', reference: 'of both' };
    await billing.get(TakePayment).execute(clerkOf(utility), payment);
    const lines = [
      { account: 'bank', amount: '1' },
      { account: 'suspense:both', amount: '-1' },
    ];
    await billing.get(AskForCorrection).execute(clerkOf(utility), { idempotencyKey: 'the-same-of-both', lines, reason: 'of both' });
    await billing.deliver(VendorFloatStated, [float], { utility });
    await billing.get(WatchReceipts).execute();
    billing.clock.advance(600_000);
    await billing.get(CheckFloats).execute();
  }

  it('cover every table of the service with row-level security', async () => {
    const { rows } = await billing.owner.query<{ table: string }>(
      `select tablename as table from pg_tables where schemaname = 'public' and not rowsecurity order by tablename`,
    );

    // Places in topics and ranges of them that were lost are of the service, not of a utility.
    expect(rows.map(({ table }) => table)).toEqual(['consumer_place', 'lost_range', 'openprepay_migrations']);
  });

  it('never see a row of each other, even by statements without a filter', async () => {
    for (const table of [...TABLES, 'outbox']) {
      for (const utility of UTILITIES) {
        const seen = await billing.run((tx) => sql<{ utility: string }>(tx, `select distinct utility from ${table}`), utility);
        expect([table, seen]).toEqual([table, [{ utility }]]);
      }
    }
  });

  it('never change, remove or add a row of each other, even by statements without a filter', async () => {
    for (const [table, column] of Object.entries(CHANGED)) {
      const touched = await billing.run(
        (tx) => sql(tx, `update ${table} set ${column} = ${column} where utility = 'south' returning 1`),
        'north',
      );
      expect([table, touched]).toEqual([table, []]);
    }
    await expect(
      billing.run(
        (tx) =>
          sql(
            tx,
            `insert into journal_entry (utility, id, reference, currency, line_count, at) values ('south', $1, 'x', 'KES', 2, now())`,
            [systemClock.newId()],
          ),
        'north',
      ),
    ).rejects.toThrow('row-level security');

    expect(await billing.run((tx) => billing.debts.ofAccount(tx, 'A-1'), 'south')).toHaveLength(1);
  });

  it('leave the service no right to delete, to change what is not to change, or to number entries, or to keep balances', async () => {
    for (const table of TABLES) {
      await expect(billing.run((tx) => sql(tx, `delete from ${table}`), 'north')).rejects.toThrow('permission denied');
      if (['default_tariff', 'receipt_watch', 'float_statement'].includes(table)) continue;
      await expect(billing.run((tx) => sql(tx, `update ${table} set utility = utility`), 'north')).rejects.toThrow('permission denied');
    }
    for (const column of ['charged_minor', 'account_number', 'currency']) {
      await expect(billing.run((tx) => sql(tx, `update debt set ${column} = ${column}`), 'north')).rejects.toThrow('permission denied');
    }
    for (const table of ['journal_head', 'journal_number', 'ledger_period', 'ledger_balance', 'period_total']) {
      await expect(billing.run((tx) => sql(tx, `insert into ${table} (utility) values ('north')`), 'north')).rejects.toThrow(
        'permission denied',
      );
    }
  });

  it('find nothing of each other through the repositories', async () => {
    const [entry] = await billing.run((tx) => billing.journal.list(tx, { limit: 1 }), 'south');

    const northern = await billing.run((tx) => billing.journal.list(tx, { limit: 10 }), 'north');
    expect(northern.map(({ id }) => id)).not.toContain(entry!.id);
    await expect(openAccount(billing, 'A-1', 'north')).rejects.toMatchObject({ code: 'billing.account_exists' });
    await expect(openAccount(billing, 'A-1', 'west')).resolves.toMatchObject({ accountNumber: 'A-1' });
  });

  it('keep their books apart', async () => {
    for (const utility of UTILITIES) {
      const read = (query: { subLedger?: 'customer' }) => billing.get(ReadTrialBalance).execute(clerkOf(utility), { limit: 500, ...query });
      const owed = { currency: 'KES', debitMinor: 9_000n, creditMinor: 4_500n };

      const general = await read({});
      expect(general).toMatchObject({ entries: 3, balanced: true });
      expect(general.accounts).toContainEqual({ account: 'customer:*', ...owed });
      expect((await read({ subLedger: 'customer' })).accounts).toEqual([{ account: 'customer:A-1', ...owed }]);
    }
  });

  it('a connection that names no utility sees nothing at all', async () => {
    const client = new pg.Client({ connectionString: billing.database.url });
    await client.connect();
    try {
      for (const table of TABLES) expect((await client.query(`select 1 from ${table}`)).rows).toEqual([]);
    } finally {
      await client.end();
    }
  });
});

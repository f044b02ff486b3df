import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = {
  balance_check: ['started_at'],
  balance_difference: ['kept_minor', 'booked_minor', 'resolved_at'],
} as const;

/** Balances are compared with the lines of the journal; where they differ is kept, and seen. */
export class CheckBalances1764000008020 implements MigrationInterface {
  readonly name = 'CheckBalances1764000008020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    for (const [table, changeable] of Object.entries(TABLES)) {
      await protectByUtility(queryRunner, table);
      await changeOnly(queryRunner, table, changeable);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table ${Object.keys(TABLES).join(', ')}`);
    await queryRunner.query('drop index journal_entry_unnumbered');
  }
}

const tables = `
  -- entries past the vends by their time: what a float is compared without
  create index journal_entry_unnumbered on journal_entry (utility, at) where receipt_number is null;

  create table balance_check (
    utility text not null primary key,
    started_at timestamptz not null
  );
  create table balance_difference (
    utility text not null,
    id uuid not null,
    account text not null,
    currency text not null,
    period date not null,
    -- debits less credits
    kept_minor numeric(40) not null,
    booked_minor numeric(40) not null,
    found_at timestamptz not null,
    resolved_at timestamptz,
    primary key (utility, id)
  );
  create unique index balance_difference_open on balance_difference (utility, account, currency, period) where resolved_at is null`;

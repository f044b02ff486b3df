import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = {
  receipt_watch: '*',
  float_statement: '*',
  float_difference: ['stated_minor', 'booked_minor', 'receipts_through', 'stated_at', 'resolved_at'],
} as const;

/**
 * Entries of vends carry the number of their receipt, so that a vend that never came is missed, and floats can be compared as of
 * a receipt. Utilities whose vends are booked without numbers are watched from the next statement of vending on.
 */
export class WatchReceipts1764000005200 implements MigrationInterface {
  readonly name = 'WatchReceipts1764000005200';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    for (const [table, changeable] of Object.entries(TABLES)) {
      await protectByUtility(queryRunner, table);
      await changeOnly(queryRunner, table, changeable);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table ${Object.keys(TABLES).join(', ')}`);
    await queryRunner.query('alter table journal_entry drop column receipt_number');
  }
}

const tables = `
  alter table journal_entry add column receipt_number bigint;
  create index journal_entry_receipt on journal_entry (utility, receipt_number) where receipt_number is not null;

  create table receipt_watch (
    utility text not null primary key,
    -- every receipt up to it is booked; null until vending has said how many there are
    booked_through bigint,
    stated_through bigint not null default 0,
    -- what is missing up to this one has been since then
    missing_through bigint,
    missing_since timestamptz,
    asked integer not null default 0,
    check ((missing_through is null) = (missing_since is null))
  );
  insert into receipt_watch (utility) select distinct utility from journal_entry where reference like 'vend:%';

  create table float_statement (
    utility text not null,
    vendor_id uuid not null,
    currency text not null,
    float_minor numeric(30) not null,
    receipts_through bigint not null,
    deposits_before timestamptz not null,
    stated_at timestamptz not null,
    heard_at timestamptz not null,
    -- when to compare it next; null once it agreed
    check_at timestamptz,
    primary key (utility, vendor_id)
  );
  create index float_statement_due on float_statement (check_at) where check_at is not null;

  create table float_difference (
    utility text not null,
    id uuid not null,
    vendor_id uuid not null,
    currency text not null,
    stated_minor numeric(30) not null,
    booked_minor numeric(30) not null,
    receipts_through bigint not null,
    stated_at timestamptz not null,
    found_at timestamptz not null,
    resolved_at timestamptz,
    primary key (utility, id)
  );
  create unique index float_difference_open on float_difference (utility, vendor_id) where resolved_at is null`;

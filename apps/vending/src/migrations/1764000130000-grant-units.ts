import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Units that are given are vends of a tender of nothing. A supply remembers the month whose free units it had, and the database lets
 * no two vends give those of one month.
 */
export class GrantUnits1764000130000 implements MigrationInterface {
  readonly name = 'GrantUnits1764000130000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const UP = [
  `alter table vend add column grant_kind text check (grant_kind in ('free-basic', 'free-issue', 'replacement')),
     add column grant_counts boolean`,
  'alter table vend add constraint vend_grant check ((grant_kind is null) = (grant_counts is null))',
  `alter table vend drop constraint vend_tender_minor_check,
     add constraint vend_tender_minor_check check (case when grant_kind is null then tender_minor > 0 else tender_minor = 0 end)`,
  `create unique index vend_free_basic_once on vend (utility, supply_id, units_month)
     where grant_kind = 'free-basic' and state <> 'failed' and reversal_id is null`,
  'alter table supply add column free_units_month text',
];

const DOWN = [
  'alter table supply drop column free_units_month',
  'drop index vend_free_basic_once',
  `alter table vend drop constraint vend_tender_minor_check, add constraint vend_tender_minor_check check (tender_minor > 0) not valid`,
  'alter table vend drop column grant_kind, drop column grant_counts',
];

import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a key begins and ends, as its centre has set it: for good, as everything that a key is for. And what was said ahead of each end. */
export class WhenKeysEnd1764000080000 implements MigrationInterface {
  readonly name = 'WhenKeysEnd1764000080000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'expiry_warning');
    await makeAppendOnly(queryRunner, 'expiry_warning');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const UP = [
  `alter table vending_key add column active_from timestamptz, add column issued_until timestamptz,
     add constraint vending_key_ends_after_it_begins check (issued_until > active_from)`,
  `create function check_key_dates() returns trigger language plpgsql as $$
   begin
     if (old.active_from, old.issued_until) is distinct from (new.active_from, new.issued_until) then
       raise exception 'when a vending key begins and ends never changes' using errcode = 'restrict_violation';
     end if;
     return new;
   end $$`,
  `create trigger vending_key_dates before update on vending_key for each row execute function check_key_dates()`,
  `create table expiry_warning (
     utility text not null,
     vending_key_id uuid not null references vending_key (id),
     what text not null check (what in ('issued-until', 'key-expiry', 'base-date')),
     days_ahead smallint not null check (days_ahead > 0),
     at timestamptz not null,
     told_at timestamptz not null,
     primary key (utility, vending_key_id, what, days_ahead)
   )`,
  // How many meters a key serves is counted for each that is about to end.
  `create index known_meter_of_key on known_meter (utility, supply_group_code, key_type, key_revision)`,
];

const DOWN = [
  'drop index known_meter_of_key',
  'drop table expiry_warning',
  'drop trigger vending_key_dates on vending_key',
  'drop function check_key_dates()',
  `alter table vending_key drop constraint vending_key_ends_after_it_begins, drop column issued_until, drop column active_from`,
];

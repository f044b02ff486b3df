import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A meter takes the place of another one, once: who did it and why is kept, and a meter that was replaced stays so. */
export class ReplaceMeters1764000130030 implements MigrationInterface {
  readonly name = 'ReplaceMeters1764000130030';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'meter_replacement');
    await makeAppendOnly(queryRunner, 'meter_replacement');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const UP = [
  'alter table meter add column replaces text, add column replaced_by text',
  'create unique index meter_replaces on meter (utility, replaces) where replaces is not null',
  'create unique index meter_replaced_by on meter (utility, replaced_by) where replaced_by is not null',
  `create function refuse_replaced_meter() returns trigger language plpgsql as $$
   begin
     raise exception 'meter % was replaced, and stays so', old.meter_number using errcode = 'restrict_violation';
   end $$`,
  `create trigger meter_stays_replaced before update on meter for each row
   when (old.replaced_by is not null and new.replaced_by is distinct from old.replaced_by) execute function refuse_replaced_meter()`,
  `create table meter_replacement (
    utility text not null,
    replacement_id uuid not null,
    meter_number text not null,
    new_meter_number text not null,
    reason text not null,
    free_issue_id uuid,
    replaced_by_subject text not null,
    replaced_by_username text not null,
    replaced_at timestamptz not null,
    constraint meter_replacement_pk primary key (utility, replacement_id),
    constraint meter_replacement_old foreign key (utility, meter_number) references meter,
    constraint meter_replacement_new foreign key (utility, new_meter_number) references meter,
    constraint meter_replacement_credit foreign key (utility, free_issue_id) references free_issue,
    constraint meter_replacement_once unique (utility, meter_number),
    constraint meter_replacement_one_new unique (utility, new_meter_number)
  )`,
];

const DOWN = [
  'drop table meter_replacement',
  'drop trigger meter_stays_replaced on meter',
  'drop function refuse_replaced_meter',
  'alter table meter drop column replaces, drop column replaced_by',
];

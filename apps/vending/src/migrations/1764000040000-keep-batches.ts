import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Batches of a till's sales. Which sales are in a batch is the database's to say: whoever stores a vend puts it into what is open of
 * its till, whatever door it came by, and holds that open until it commits.
 */
export class KeepBatches1764000040000 implements MigrationInterface {
  readonly name = 'KeepBatches1764000040000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of BATCH) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'batch');
    await changeOnly(queryRunner, 'batch', ['closed_at', 'closed_by', 'totals', 'counted']);
    for (const statement of MEMBERS) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'batch_vend');
    await makeAppendOnly(queryRunner, 'batch_vend');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger vend_into_batches on vend');
    await queryRunner.query('drop function put_into_batches');
    await queryRunner.query('drop table batch_vend');
    await queryRunner.query('drop table batch');
    await queryRunner.query('drop function stay_closed');
  }
}

const BATCH = [
  `create table batch (
    utility text not null,
    batch_id uuid not null,
    kind text not null check (kind in ('shift', 'sales', 'banking')),
    number integer not null check (number > 0),
    till text not null,
    vendor_id uuid,
    opened_at timestamptz not null,
    opened_by text not null,
    closed_at timestamptz,
    closed_by text,
    totals jsonb,
    counted jsonb,
    constraint batch_pk primary key (utility, batch_id),
    constraint batch_number unique (utility, till, kind, number),
    constraint batch_vendor foreign key (utility, vendor_id) references vendor,
    constraint batch_closed check (num_nulls(closed_at, closed_by, totals) in (0, 3) and (counted is null or closed_at is not null))
  )`,
  'create unique index batch_open on batch (utility, till, kind) where closed_at is null',
  'create index batch_of_vendor on batch (utility, vendor_id, batch_id)',
  `create function stay_closed() returns trigger language plpgsql as $$
   begin
     raise exception 'a closed batch stays as it is' using errcode = 'restrict_violation';
   end $$`,
  `create trigger batch_stays_closed before update or delete on batch for each row
   when (old.closed_at is not null) execute function stay_closed()`,
];

const MEMBERS = [
  `create table batch_vend (
    utility text not null,
    batch_id uuid not null,
    vend_id uuid not null,
    constraint batch_vend_pk primary key (utility, batch_id, vend_id),
    constraint batch_vend_batch foreign key (utility, batch_id) references batch,
    constraint batch_vend_vend foreign key (utility, vend_id) references vend
  )`,
  // whoever closes a batch waits for those that hold it here, and counts what they have sold
  `create function put_into_batches() returns trigger language plpgsql as $$
   begin
     insert into batch_vend (utility, batch_id, vend_id)
     select v.utility, b.batch_id, v.vend_id
       from sold v join batch b on b.utility = v.utility and b.till = v.sold_by and b.closed_at is null
      order by b.batch_id
        for share of b;
     return null;
   end $$`,
  `create trigger vend_into_batches after insert on vend referencing new table as sold
   for each statement execute function put_into_batches()`,
];

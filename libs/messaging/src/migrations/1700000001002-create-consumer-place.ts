import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row for each group and partition, written with every batch: half a page is left free for its next versions. */
const CONSUMER_PLACE = `
create table consumer_place (
  group_name text not null,
  topic text not null,
  partition integer not null,
  next_offset bigint not null check (next_offset >= 0),
  last_mark text not null,
  moved_at timestamptz not null default now(),
  primary key (group_name, topic, partition)
) with (fillfactor = 50)`;

const LOST_RANGE = `
create table lost_range (
  id uuid primary key,
  group_name text not null,
  topic text not null,
  partition integer not null,
  kind text not null check (kind in ('truncated', 'rebuilt')),
  from_offset bigint not null,
  to_offset bigint not null,
  found_at timestamptz not null default now(),
  settled_at timestamptz,
  settled_by text,
  settled_reason text
)`;

/** Where each group stands in each partition, and what it could not read. Neither is any utility's: they name offsets only. */
export class CreateConsumerPlace1700000001002 implements MigrationInterface {
  readonly name = 'CreateConsumerPlace1700000001002';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [CONSUMER_PLACE, LOST_RANGE]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['lost_range', 'consumer_place']) await queryRunner.query(`drop table ${table}`);
  }
}

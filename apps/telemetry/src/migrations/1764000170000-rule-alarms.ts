import { neverDelete } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a utility has set; of a kind without a row holds what an installation comes with. */
const RULE = `create table alarm_rule (
  utility text not null,
  kind text not null,
  enabled boolean not null,
  severity smallint not null check (severity between 1 and 4),
  threshold numeric check (threshold >= 0),
  for_seconds integer not null check (for_seconds >= 0),
  changed_at timestamptz not null,
  changed_by text not null,
  constraint alarm_rule_pk primary key (utility, kind)
)`;

/** What is so at a meter, since when, and the alarm that was raised for it; gone once it is so no more. */
const CAUSE = `create table alarm_cause (
  utility text not null,
  meter_number text not null,
  kind text not null,
  since timestamptz not null,
  alarm_id uuid,
  constraint alarm_cause_pk primary key (utility, meter_number, kind)
)`;

/** Alarms have rules, and what they are about is known until it ends. */
export class RuleAlarms1764000170000 implements MigrationInterface {
  readonly name = 'RuleAlarms1764000170000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(RULE);
    await queryRunner.query(CAUSE);
    for (const table of ['alarm_rule', 'alarm_cause']) await protectByUtility(queryRunner, table);
    await neverDelete(queryRunner, 'alarm_rule');
    await queryRunner.query(`create index alarm_cause_silent on alarm_cause (utility, since) where kind = 'offline' and alarm_id is null`);
    await queryRunner.query('create index alarm_uncleared on alarm (utility, meter_number, kind) where cleared_at is null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index alarm_uncleared');
    for (const table of ['alarm_cause', 'alarm_rule']) await queryRunner.query(`drop table ${table}`);
  }
}

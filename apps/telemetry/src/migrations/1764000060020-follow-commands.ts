import { neverDelete } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was sent before was sent once, and nobody knows what became of it. */
const COMMAND = [
  `alter table meter_command
     add column state text not null default 'queued'
       check (state in ('queued', 'sent', 'acknowledged', 'done', 'failed', 'expired', 'superseded')),
     add column code text,
     add column origin text not null default 'person' check (origin in ('person', 'desired')),
     add column sent_at timestamptz,
     add column acknowledged_at timestamptz,
     add column ended_at timestamptz,
     add column give_up_at timestamptz`,
  `update meter_command set state = 'expired', sent_at = requested_at, ended_at = expires_at, give_up_at = expires_at`,
  'alter table meter_command alter column give_up_at set not null',
  `create index meter_command_queued on meter_command (requested_at, command_id) where state = 'queued'`,
  `create index meter_command_open on meter_command (utility, meter_number) where state in ('queued', 'sent', 'acknowledged')`,
  `create index meter_command_newest on meter_command (utility, meter_number, requested_at desc, command_id desc)`,
];

/** What a meter says of its own settings. */
const REPORTED = `
alter table meter_state
  add column interval_seconds integer,
  add column tariff_index text,
  add column power_limit_watts integer,
  add column reported_at timestamptz`;

const DESIRED = [
  `create table meter_desired (
     utility text not null,
     meter_number text not null,
     wish jsonb not null,
     requested_by text not null,
     requested_at timestamptz not null,
     attempts integer not null default 0,
     next_attempt_at timestamptz not null,
     primary key (utility, meter_number)
   )`,
  'create index meter_desired_due on meter_desired (next_attempt_at)',
];

export class FollowCommands1764000060020 implements MigrationInterface {
  readonly name = 'FollowCommands1764000060020';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...COMMAND, REPORTED, ...DESIRED]) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'meter_desired');
    await neverDelete(queryRunner, 'meter_desired');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table meter_desired');
    await queryRunner.query(
      `alter table meter_state drop column interval_seconds, drop column tariff_index, drop column power_limit_watts, drop column reported_at`,
    );
    const columns = ['state', 'code', 'origin', 'sent_at', 'acknowledged_at', 'ended_at', 'give_up_at'];
    await queryRunner.query(`alter table meter_command ${columns.map((column) => `drop column ${column}`).join(', ')}`);
  }
}

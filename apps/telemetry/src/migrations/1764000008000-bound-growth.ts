import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is given up, what is forgotten, and what a list shows is each found by an index: none reads through what it does not want. */
const INDEXES = {
  token_delivery_expiry: `token_delivery (expires_at) where state = 'pending'`,
  token_delivery_settled: `token_delivery (settled_at) where state <> 'pending'`,
  alarm_of_meter: 'alarm (utility, meter_number, raised_at desc, alarm_id desc)',
  alarm_open_newest: 'alarm (utility, raised_at desc, alarm_id desc) where acknowledged_at is null',
  alarm_acknowledged: 'alarm (acknowledged_at) where acknowledged_at is not null',
  meter_command_age: 'meter_command (requested_at)',
  quarantine_of_meter: 'quarantine (utility, meter_number, last_received_at desc, id desc)',
  quarantine_of_code: 'quarantine (utility, code, last_received_at desc, id desc)',
  reading_conflict_newest: 'reading_conflict (utility, meter_number, received_at desc, register desc, ts desc, value desc)',
  reading_conflict_age: 'reading_conflict (ts)',
} as const;

export class BoundGrowth1764000008000 implements MigrationInterface {
  readonly name = 'BoundGrowth1764000008000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [name, on] of Object.entries(INDEXES)) await queryRunner.query(`create index ${name} on ${on}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDEXES)) await queryRunner.query(`drop index ${name}`);
  }
}

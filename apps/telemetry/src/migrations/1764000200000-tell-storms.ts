import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of each meter of a storm its newest alarm is found by an index, and so are the open alarms that no storm stands for. */
const INDEXES = [
  'alarm_of_storm_meter on alarm (utility, storm_id, meter_number, raised_at desc) where storm_id is not null',
  `alarm_of_storm_away on alarm (utility, storm_id, meter_number, raised_at desc) include (acknowledged_at)
    where storm_id is not null and cleared_at is null`,
  `alarm_open_alone on alarm (utility, severity, raised_at desc, alarm_id desc)
    where acknowledged_at is null and cleared_at is null and not gathered`,
];

/**
 * What was told of a storm is known: one that there is was told of when it began, and whoever watches has read how many meters it has
 * since. Alarms say whether their storm stands for them.
 */
export class TellStorms1764000200000 implements MigrationInterface {
  readonly name = 'TellStorms1764000200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table alarm_storm add column told_meters integer, add column told_at timestamptz');
    await queryRunner.query('update alarm_storm set told_meters = meters, told_at = began_at');
    await queryRunner.query('alter table alarm_storm alter column told_meters set not null, alter column told_at set not null');
    await queryRunner.query('alter table alarm add column gathered boolean not null default false');
    await queryRunner.query(
      `update alarm set gathered = true from alarm_storm storm
       where alarm.storm_id = storm.storm_id and storm.ended_at is null and alarm.cleared_at is null`,
    );
    for (const index of INDEXES) await queryRunner.query(`create index ${index}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const index of INDEXES) await queryRunner.query(`drop index ${index.split(' ')[0]!}`);
    await queryRunner.query('alter table alarm drop column gathered');
    await queryRunner.query('alter table alarm_storm drop column told_meters, drop column told_at');
  }
}

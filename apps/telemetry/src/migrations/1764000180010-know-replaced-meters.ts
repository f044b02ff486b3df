import type { MigrationInterface, QueryRunner } from 'typeorm';

const CANNOT_COME = (table: string): string => `kind = 'offline' and not exists (select from mqtt_credential credential
  where credential.utility = ${table}.utility and credential.meter_number = ${table}.meter_number and credential.in_force)`;

/**
 * Which meter has taken another's place, as vending tells it; whoever retires meters reads that from its beginning once more. Meters
 * whose access was taken away before are not offline any more: nothing else would end that.
 */
export class KnowReplacedMeters1764000180010 implements MigrationInterface {
  readonly name = 'KnowReplacedMeters1764000180010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meter add column replaced_by text');
    await queryRunner.query(`delete from alarm_cause where ${CANNOT_COME('alarm_cause')}`);
    await queryRunner.query(`update alarm set cleared_at = greatest(now(), raised_at), clear_reason = 'its access was taken away'
      where cleared_at is null and ${CANNOT_COME('alarm')}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meter drop column replaced_by');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const OF_NO_RULE = (table: string): string => `kind in ('over-voltage', 'under-voltage')
  and not exists (select from alarm_rule rule where rule.utility = ${table}.utility and rule.kind = ${table}.kind)`;

/** Alarms of voltages that no utility has asked for are over: 230 V were taken for granted, and phases that nothing hangs on for live. */
export class QuietVoltages1764000180000 implements MigrationInterface {
  readonly name = 'QuietVoltages1764000180000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`delete from alarm_cause where ${OF_NO_RULE('alarm_cause')}`);
    await queryRunner.query(`update alarm set cleared_at = greatest(now(), raised_at), clear_reason = 'no rule of this utility asks for it'
      where cleared_at is null and ${OF_NO_RULE('alarm')}`);
  }

  /** What was cleared stays so. */
  async down(): Promise<void> {
    // Nothing of the tables has changed.
  }
}

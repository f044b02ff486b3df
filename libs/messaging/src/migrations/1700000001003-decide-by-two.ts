import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Discarding what is about money takes two people, both named in the row; and events that were sent can be sent again, which
 * names who asked for it.
 */
export class DecideByTwo1700000001003 implements MigrationInterface {
  readonly name = 'DecideByTwo1700000001003';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `alter table parked_message
         add column discard_requested_at timestamptz,
         add column discard_requested_by text,
         add column discard_requested_subject text,
         add column discard_reason text,
         add column discard_refused_by text,
         add column discard_refused_reason text`,
      `alter table outbox add column republished_at timestamptz, add column republished_by text`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `alter table outbox drop column republished_at, drop column republished_by`,
      `alter table parked_message
         drop column discard_requested_at, drop column discard_requested_by, drop column discard_requested_subject,
         drop column discard_reason, drop column discard_refused_by, drop column discard_refused_reason`,
    ]) {
      await queryRunner.query(statement);
    }
  }
}

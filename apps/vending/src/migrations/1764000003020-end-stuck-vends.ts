import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A vend that the vault does not answer for is marked, and may be cancelled. */
export class EndStuckVends1764000003020 implements MigrationInterface {
  readonly name = 'EndStuckVends1764000003020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table vend
      add column stuck_since timestamptz,
      add column cancelled_at timestamptz,
      add column cancelled_by text,
      add column cancel_reason text,
      add constraint vend_cancellation check ((cancelled_at is null) = (cancelled_by is null) and (cancelled_at is null) = (cancel_reason is null))`);
    await queryRunner.query(
      `create index vend_stuck on vend (utility, vend_id) where state = 'awaiting-token' and stuck_since is not null`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index vend_stuck');
    await queryRunner.query(
      'alter table vend drop column stuck_since, drop column cancelled_at, drop column cancelled_by, drop column cancel_reason',
    );
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An hour is marked from when the first point came to it that it was not summed up with (`marked_at`), also while it is being summed
 * up. Points that come meanwhile move `touched_at`, which no index has, so that moving it costs one row. `judged_at` is when its
 * meter was last held against the rules of alarms while it did not rest.
 */
export class RestMarkedHours1764000200020 implements MigrationInterface {
  readonly name = 'RestMarkedHours1764000200020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table reading_stale add column touched_at timestamptz, add column judged_at timestamptz`);
    await queryRunner.query('update reading_stale set touched_at = marked_at');
    await queryRunner.query('alter table reading_stale alter column touched_at set default now(), alter column touched_at set not null');
    await queryRunner.query('alter table reading_settling add column marked_at timestamptz not null default now()');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table reading_settling drop column marked_at');
    await queryRunner.query('alter table reading_stale drop column touched_at, drop column judged_at');
  }
}

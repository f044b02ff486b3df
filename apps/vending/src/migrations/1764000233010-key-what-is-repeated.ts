import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key change that nobody repeats, as each one of a campaign, has no Idempotency-Key, and no place in the index of those. */
export class KeyWhatIsRepeated1764000233010 implements MigrationInterface {
  readonly name = 'KeyWhatIsRepeated1764000233010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table key_change drop constraint key_change_key, alter column idempotency_key drop not null');
    await queryRunner.query(`create unique index key_change_key on key_change (utility, requested_by_subject, idempotency_key)
      where idempotency_key is not null`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index key_change_key');
    await queryRunner.query('alter table key_change disable trigger user');
    await queryRunner.query('update key_change set idempotency_key = key_change_id::text where idempotency_key is null');
    await queryRunner.query('alter table key_change enable trigger user');
    await queryRunner.query(`alter table key_change alter column idempotency_key set not null,
      add constraint key_change_key unique (utility, requested_by_subject, idempotency_key)`);
  }
}

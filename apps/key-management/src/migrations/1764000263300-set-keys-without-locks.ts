import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEYS = ['from_key_id', 'to_key_id'] as const;

/**
 * As of tokens: a foreign key to a vending key has each set share-lock the rows of its two keys, one statement for each, and all meters of a
 * campaign have the same two. Keys are never removed, and whoever stores a set looks its keys up in the same statement.
 */
export class SetKeysWithoutLocks1764000263300 implements MigrationInterface {
  readonly name = 'SetKeysWithoutLocks1764000263300';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const key of KEYS) await queryRunner.query(`alter table key_change_answer drop constraint key_change_answer_${key}_fkey`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const key of KEYS) {
      await queryRunner.query(
        `alter table key_change_answer add constraint key_change_answer_${key}_fkey foreign key (${key}) references vending_key (id)`,
      );
    }
  }
}

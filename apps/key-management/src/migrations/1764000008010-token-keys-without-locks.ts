import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['token_answer', 'issued_token'] as const;

/**
 * A foreign key to a vending key has every token of a supply group share-lock the one row of its key, for which all sales queue.
 * Keys are never removed, and whoever stores a token looks its key up in the same statement.
 */
export class TokenKeysWithoutLocks1764000008010 implements MigrationInterface {
  readonly name = 'TokenKeysWithoutLocks1764000008010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`alter table ${table} drop constraint ${table}_vending_key_id_fkey`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await queryRunner.query(
        `alter table ${table} add constraint ${table}_vending_key_id_fkey foreign key (vending_key_id) references vending_key (id)`,
      );
    }
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A key is looked for in every sale, by a plan that is made once for each connection, and perhaps of an empty table. There it costs as
 * much to read all vends of the utility by another index as the one of the key by its own. So the key comes first here, and whoever
 * looks for one compares the utility by `is not distinct from`, which no index serves: this one alone is left.
 */
export class FindKeysByOneIndex1764000009200 implements MigrationInterface {
  readonly name = 'FindKeysByOneIndex1764000009200';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index vend_idempotency_key');
    await queryRunner.query(`create unique index vend_idempotency_key on vend (idempotency_key, utility, (${SELLER}))`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index vend_idempotency_key');
    await queryRunner.query(`create unique index vend_idempotency_key on vend (utility, idempotency_key, (${SELLER}))`);
  }
}

const SELLER = `coalesce(vendor_id::text, 'staff ' || sold_by)`;

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each has the same rows as before, by utility: whoever has little is not looked for among what another has. */
const INDEXES = [
  { name: 'vend_unanswered', table: 'vend', waiting: `state = 'awaiting-token'` },
  { name: 'token_order_open', table: 'token_order', waiting: `state = 'awaiting-token'` },
  { name: 'key_change_unanswered', table: 'key_change', waiting: `state = 'awaiting-tokens'` },
] as const;

export class FindUnansweredOfOne1764000235000 implements MigrationInterface {
  readonly name = 'FindUnansweredOfOne1764000235000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await remake(queryRunner, 'utility, token_requested_at');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await remake(queryRunner, 'token_requested_at');
  }
}

async function remake(queryRunner: QueryRunner, columns: string): Promise<void> {
  for (const { name, table, waiting } of INDEXES) {
    // the old one goes last: until then its table is read and sold from
    await queryRunner.query(`create index ${name}_new on ${table} (${columns}) where ${waiting}`);
    await queryRunner.query(`drop index ${name}`);
    await queryRunner.query(`alter index ${name}_new rename to ${name}`);
  }
}

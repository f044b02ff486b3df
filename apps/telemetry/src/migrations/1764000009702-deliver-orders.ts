import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens go to meters that were ordered for them, not only those that were sold. What was planned before is of vends. */
export class DeliverOrders1764000009702 implements MigrationInterface {
  readonly name = 'DeliverOrders1764000009702';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `alter table token_delivery add column issued_for text not null default 'vend' check (issued_for in ('vend', 'order'))`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table token_delivery drop column issued_for');
  }
}

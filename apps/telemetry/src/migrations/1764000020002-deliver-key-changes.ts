import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sets for another key go to meters too: by themselves, or in front of credit, which then decides. Before there were none. */
export class DeliverKeyChanges1764000020002 implements MigrationInterface {
  readonly name = 'DeliverKeyChanges1764000020002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table token_delivery drop constraint token_delivery_issued_for_check,
      add constraint token_delivery_issued_for_check check (issued_for in ('vend', 'order', 'key-change')),
      add column ahead integer not null default 0 check (ahead >= 0)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table token_delivery drop column ahead, drop constraint token_delivery_issued_for_check,
      add constraint token_delivery_issued_for_check check (issued_for in ('vend', 'order'))`);
  }
}

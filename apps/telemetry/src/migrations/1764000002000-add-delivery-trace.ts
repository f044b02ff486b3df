import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the meter answers goes on in the trace of the vend. Deliveries that were planned before have none. */
export class AddDeliveryTrace1764000002000 implements MigrationInterface {
  readonly name = 'AddDeliveryTrace1764000002000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table token_delivery add column traceparent text');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table token_delivery drop column traceparent');
  }
}

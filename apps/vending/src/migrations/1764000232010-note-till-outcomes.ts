import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of a message of a till that is kept before it is done: whoever asks for it later is told that, and has nothing done by asking. */
export class NoteTillOutcomes1764000232010 implements MigrationInterface {
  readonly name = 'NoteTillOutcomes1764000232010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table till_outcome (
        utility text not null,
        vendor_id uuid not null,
        message_key text not null,
        state text not null check (state in ('done', 'under-way', 'refused', 'tried-again')),
        why text,
        code text,
        noted_at timestamptz not null,
        constraint till_outcome_pk primary key (utility, vendor_id, message_key),
        constraint till_outcome_message foreign key (utility, vendor_id, message_key) references till_message,
        constraint till_outcome_refused check ((state = 'refused') = (why is not null) and (code is null or why is not null))
      )`);
    await protectByUtility(queryRunner, 'till_outcome');
    await changeOnly(queryRunner, 'till_outcome', ['state', 'why', 'code', 'noted_at']);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table till_outcome');
  }
}

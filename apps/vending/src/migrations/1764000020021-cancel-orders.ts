import { changeOnly } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who does not want a token any more that the vault was asked for, and why. It is said once. */
export class CancelOrders1764000020021 implements MigrationInterface {
  readonly name = 'CancelOrders1764000020021';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table token_order
      add column cancelled_by_subject text, add column cancelled_by_username text, add column cancelled_at timestamptz, add column cancel_reason text,
      add constraint token_order_cancelled check (num_nulls(cancelled_by_subject, cancelled_by_username, cancelled_at, cancel_reason) in (0, 4)
        and (cancelled_at is null or key_data is not null))`);
    await queryRunner.query(`create trigger token_order_cancelled_once before update on token_order for each row
      when (old.cancelled_at is not null and (${cancellation('old')}) is distinct from (${cancellation('new')}))
      execute function refuse_ended_order()`);
    await changeOnly(queryRunner, 'token_order', CHANGING);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger token_order_cancelled_once on token_order');
    await queryRunner.query(`alter table token_order drop constraint token_order_cancelled, drop column cancelled_by_subject,
      drop column cancelled_by_username, drop column cancelled_at, drop column cancel_reason`);
  }
}

const CANCELLATION = ['cancelled_by_subject', 'cancelled_by_username', 'cancelled_at', 'cancel_reason'];

const cancellation = (row: 'old' | 'new'): string => CANCELLATION.map((column) => `${row}.${column}`).join(', ');

/** All that changes of an order, as before, and that it is not wanted any more. */
const CHANGING = [
  ...['state', 'decided_by_subject', 'decided_by_username', 'decided_at', 'refusal', 'key_data', 'token_requested_at'],
  ...['tokens', 'sample_tables', 'failure_code', 'failure_reason', 'settled_at', 'delivery_state', 'delivery_at', 'delivery_code'],
  ...CANCELLATION,
];

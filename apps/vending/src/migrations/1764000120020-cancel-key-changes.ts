import { allowChanges } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who does not want a key change any more that the vault makes a set for, and why. It is said once. */
export class CancelKeyChanges1764000120020 implements MigrationInterface {
  readonly name = 'CancelKeyChanges1764000120020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table key_change
      ${CANCELLATION.map((column) => `add column ${column} ${column === 'cancelled_at' ? 'timestamptz' : 'text'}`).join(', ')},
      add constraint key_change_cancelled check (num_nulls(${CANCELLATION.join(', ')}) in (0, 4))`);
    await queryRunner.query(`create trigger key_change_cancelled_once before update on key_change for each row
      when ((${of('old')}) is distinct from (${of('new')}) and (old.cancelled_at is not null or old.state <> 'awaiting-tokens'))
      execute function refuse_ended_key_change()`);
    await allowChanges(queryRunner, 'key_change', CANCELLATION);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger key_change_cancelled_once on key_change');
    await queryRunner.query(`alter table key_change drop constraint key_change_cancelled,
      ${CANCELLATION.map((column) => `drop column ${column}`).join(', ')}`);
  }
}

const CANCELLATION = ['cancelled_by_subject', 'cancelled_by_username', 'cancelled_at', 'cancel_reason'];

const of = (row: 'old' | 'new'): string => CANCELLATION.map((column) => `${row}.${column}`).join(', ');

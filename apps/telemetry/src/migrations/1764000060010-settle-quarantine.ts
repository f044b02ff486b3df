import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was set aside is replayed, or given up with a reason; who decided stays with it. What is there waits. */
const STATE = `
alter table quarantine
  add column state text not null default 'open' check (state in ('open', 'replayed', 'discarded')),
  add column settled_at timestamptz,
  add column settled_by text,
  add column settled_reason text,
  add constraint quarantine_settled check ((state = 'open') = (settled_at is null and settled_by is null))`;

/** What waits, newest first; what was settled is read past by nobody. */
const INDEX = `create index quarantine_waiting on quarantine (utility, last_received_at desc, id desc) where state = 'open'`;

export class SettleQuarantine1764000060010 implements MigrationInterface {
  readonly name = 'SettleQuarantine1764000060010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [STATE, INDEX]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index quarantine_waiting');
    await queryRunner.query(
      'alter table quarantine drop column state, drop column settled_at, drop column settled_by, drop column settled_reason',
    );
  }
}

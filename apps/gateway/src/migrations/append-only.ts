import type { QueryRunner } from 'typeorm';

/** Makes a table one that only grows: neither the service nor a slip of its owner changes, removes or empties rows. */
export async function makeAppendOnly(queryRunner: QueryRunner, table: string): Promise<void> {
  await queryRunner.query(`
    create or replace function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% only grows: % is not allowed', TG_TABLE_NAME, TG_OP using ERRCODE = 'restrict_violation';
    end $$`);
  await queryRunner.query(
    `create trigger ${table}_append_only before update or delete on ${table} for each row execute function refuse_change()`,
  );
  await queryRunner.query(
    `create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function refuse_change()`,
  );
}

import type { QueryRunner } from 'typeorm';

/**
 * Makes a table one that only grows: neither the service nor a slip of its owner changes, removes or empties rows. An
 * owner who means to can take the trigger away; what the audit chain is for is to show it afterwards.
 */
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
  await queryRunner.query(`
    do $$
    declare grantee text;
    begin
      for grantee in select distinct g.grantee from information_schema.role_table_grants g
                      where g.table_schema = current_schema() and g.table_name = '${table}' and g.grantee <> current_user loop
        execute format('revoke update, delete, truncate on ${table} from %I', grantee);
      end loop;
    end $$`);
}

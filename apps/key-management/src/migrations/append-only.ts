import type { QueryRunner } from 'typeorm';

/**
 * Makes a table one that only grows: neither the service nor a slip of its owner changes, removes or empties rows. An
 * owner who means to can take the trigger away; what the audit chain is for is to show it afterwards.
 */
export async function makeAppendOnly(queryRunner: QueryRunner, table: string): Promise<void> {
  await queryRunner.query(`
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% only grows: % is not allowed', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END $$`);
  await queryRunner.query(
    `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  );
  await queryRunner.query(
    `CREATE TRIGGER ${table}_never_emptied BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  );
  await queryRunner.query(`
    DO $$
    DECLARE grantee text;
    BEGIN
      FOR grantee IN SELECT DISTINCT g.grantee FROM information_schema.role_table_grants g
                      WHERE g.table_schema = current_schema() AND g.table_name = '${table}' AND g.grantee <> current_user LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM %I', grantee);
      END LOOP;
    END $$`);
}

import type { QueryRunner } from 'typeorm';
import { changeOnly } from './grants.js';

/** How its trigger is called, where it is not `append_only`. */
export interface AppendOnlyOptions {
  readonly trigger?: string;
}

/**
 * Makes a table one that only grows: neither the service nor a slip of its owner changes, removes or empties rows. For
 * migrations. An owner who means to can take the trigger away; what an audit chain is for is to show it afterwards.
 */
export async function makeAppendOnly(queryRunner: QueryRunner, table: string, options: AppendOnlyOptions = {}): Promise<void> {
  await refuseChanges(queryRunner, table, options);
  await changeOnly(queryRunner, table, []);
}

/** The triggers of `makeAppendOnly` alone: the service’s role keeps rights that it cannot use. */
export async function refuseChanges(
  queryRunner: QueryRunner,
  table: string,
  { trigger = 'append_only' }: AppendOnlyOptions = {},
): Promise<void> {
  for (const statement of [
    REFUSE_CHANGE,
    `create trigger ${table}_${trigger} before update or delete on ${table} for each row execute function refuse_change()`,
    `create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function refuse_change()`,
  ]) {
    await queryRunner.query(statement);
  }
}

const REFUSE_CHANGE = `
  create or replace function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception '% only grows: % is not allowed', TG_TABLE_NAME, TG_OP using errcode = 'restrict_violation';
  end $$`;

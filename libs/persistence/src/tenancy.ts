import type { QueryRunner } from 'typeorm';
import type { Tx } from './tx.js';

/** The setting that row-level security reads; set for one transaction at a time. */
export const UTILITY_SETTING = 'openprepay.utility';

/** System work that belongs to no single utility: relays, consumers before they know whose message it is, platform administration. */
export const ALL_UTILITIES = '*';

const IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Hides each utility's rows of `table` from the others. For migrations: the table must have `utility text not null`.
 * Without the setting there are no rows; only the table's owner is exempt, and services never connect as the owner.
 *
 * @throws {RangeError} where `table` is no plain identifier
 */
export async function protectByUtility(queryRunner: QueryRunner, table: string): Promise<void> {
  if (!IDENTIFIER.test(table)) throw new RangeError(`not a plain table name: ${table}`);
  // A custom setting is '' rather than unset once a transaction has ended: nullif keeps that from meaning a utility called ''.
  const current = `nullif(current_setting('${UTILITY_SETTING}', true), '')`;
  const visible = `utility = ${current} or ${current} = '${ALL_UTILITIES}'`;
  await queryRunner.query(`alter table ${table} enable row level security`);
  await queryRunner.query(`create policy ${table}_by_utility on ${table} using (${visible}) with check (${visible})`);
}

/**
 * Re-scopes the open transaction to another utility and returns a `Tx` for it. The scope belongs to the transaction, not
 * to the object: from here on the earlier `Tx` acts within the new utility too.
 */
export async function withUtility(tx: Tx, utility: string): Promise<Tx> {
  await tx.query(`select set_config('${UTILITY_SETTING}', $1, true)`, [utility]);
  return {
    manager: tx.manager,
    utility,
    query: (sql, parameters) => tx.query(sql, parameters),
    afterCommit: (callback) => tx.afterCommit(callback),
  };
}

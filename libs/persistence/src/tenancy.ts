import type { QueryRunner } from 'typeorm';
import { type OpenTransaction, transactionOf, txOf } from './open-transaction.js';
import type { Tx } from './tx.js';

/** The setting that row-level security reads; set for one transaction at a time. */
export const UTILITY_SETTING = 'openprepay.utility';

/** System work that belongs to no single utility: relays, consumers before they know whose message it is, platform administration. */
export const ALL_UTILITIES = '*';

const SCOPE = `select set_config('${UTILITY_SETTING}', $1, true)`;

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
 * Runs `work` for another utility within the open transaction. Until it ends, the outer `Tx` refuses to act: the scope
 * belongs to the connection. Afterwards the outer one acts for its own utility again, also where `work` threw.
 *
 * @throws what `work` throws
 */
export async function inUtility<T>(tx: Tx, utility: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const transaction = transactionOf(tx);
  const scoped = txOf(transaction, utility);
  void setScope(transaction, utility);
  transaction.acting = scoped;
  let result: T;
  try {
    result = await work(scoped);
  } catch (error) {
    transaction.acting = tx;
    void setScope(transaction, tx.utility);
    throw error;
  }
  transaction.acting = tx;
  void setScope(transaction, tx.utility);
  return result;
}

/**
 * On its way with the statement that comes next, which has no effect where this fails: then the transaction has ended, and
 * whoever goes on in it is told.
 */
const setScope = (transaction: OpenTransaction, utility: string): Promise<unknown> =>
  transaction.prepared(SCOPE, [utility]).catch(() => undefined);

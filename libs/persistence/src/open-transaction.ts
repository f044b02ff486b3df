import type { EntityManager } from 'typeorm';
import type { Tx } from './tx.js';

/** What stands behind a `Tx`. Only this library opens it; only `./sql` and `./tenancy` reach through it. */
export interface OpenTransaction {
  readonly manager: EntityManager;
  query<T>(text: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** As `query`; each connection has the server parse the text once. */
  prepared<T>(text: string, parameters: readonly unknown[]): Promise<T[]>;
  afterCommit(callback: () => void): void;
  /** The one `Tx` that may act now: the scope belongs to the connection, so two utilities cannot act at once. */
  acting: Tx;
}

const opened = new WeakMap<Tx, OpenTransaction>();

/** Makes a `Tx` of `utility` over an open transaction. */
export function txOf(transaction: OpenTransaction, utility: string): Tx {
  const tx: Tx = Object.freeze({ utility, afterCommit: (callback: () => void) => transaction.afterCommit(callback) });
  opened.set(tx, transaction);
  return tx;
}

/**
 * The transaction behind a `Tx`, to act in it.
 *
 * @throws {TypeError} for an object that no unit of work has opened
 * @throws {Error} while the transaction acts for another utility: an outer `Tx` has to wait for `inUtility` to end
 */
export function transactionOf(tx: Tx): OpenTransaction {
  const transaction = opened.get(tx);
  if (transaction === undefined) throw new TypeError('not a transaction that a unit of work has opened');
  if (transaction.acting !== tx) {
    throw new Error(`the transaction acts for ${transaction.acting.utility} now, not for ${tx.utility}`);
  }
  return transaction;
}

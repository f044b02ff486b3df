import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { TillCancelRow } from './till-cancel.row.js';

/** A message of a till that cancels a payment, and the reversal that it has asked for. */
export interface TillCancel {
  readonly vendorId: string;
  readonly messageKey: string;
  readonly reversalId: string;
}

export class TillCancelRepository {
  /** Other cancels of payments of the account wait until the transaction ends: what one means is none that another means. */
  async lockAccount(tx: Tx, accountNumber: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('till-cancel ' || $1 || ' ' || $2, 0))`, [tx.utility, accountNumber]);
  }

  async find(tx: Tx, { vendorId, messageKey }: Omit<TillCancel, 'reversalId'>): Promise<TillCancel | undefined> {
    return (await entities(tx).findOneBy(TillCancelRow, { utility: tx.utility, vendorId, messageKey })) ?? undefined;
  }

  /** Those of the payments that a message has cancelled, or that wait for a second person because of one. */
  async cancelled(tx: Tx, paymentIds: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await sql<{ paymentId: string }>(
      tx,
      `select r.payment_id as "paymentId" from account_payment_reversal r
         join till_cancel c on c.utility = r.utility and c.reversal_id = r.reversal_id
       where r.utility = $1 and r.payment_id = any($2) and r.state <> 'refused'`,
      [tx.utility, paymentIds],
    );
    return new Set(found.map(({ paymentId }) => paymentId));
  }

  async insert(tx: Tx, cancel: TillCancel): Promise<void> {
    await entities(tx).insert(TillCancelRow, { utility: tx.utility, ...cancel });
  }
}

import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import type { Withdrawal } from './withdrawal.js';
import { WithdrawalRow } from './withdrawal.row.js';

/** Where a page of withdrawals begins: behind this one. */
export interface WithdrawalPlace {
  readonly withdrawnAt: Date;
  readonly withdrawalId: string;
}

/** Money paid back to vendors, once per key of whoever asked for it. */
export class WithdrawalRepository {
  /** One withdrawal of a person at a time, until the transaction ends: else a key that comes twice at once would be two. */
  async lockPerson(tx: Tx, subject: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('withdrawal ' || $1 || ' ' || $2, 0))`, [tx.utility, subject]);
  }

  async findByKey(tx: Tx, requestedBySubject: string, idempotencyKey: string): Promise<Withdrawal | undefined> {
    const row = await entities(tx).findOneBy(WithdrawalRow, { utility: tx.utility, requestedBySubject, idempotencyKey });
    return row ? fromRow(row) : undefined;
  }

  async exists(tx: Tx, withdrawalId: string): Promise<boolean> {
    return entities(tx).existsBy(WithdrawalRow, { utility: tx.utility, withdrawalId });
  }

  /** Of one vendor, newest first. */
  async list(
    tx: Tx,
    vendorId: string,
    { before, limit }: { readonly before: WithdrawalPlace | undefined; readonly limit: number },
  ): Promise<readonly Withdrawal[]> {
    const rows = await sql<WithdrawalRow>(
      tx,
      `select ${columnsOf(WithdrawalRow, 'w')} from vendor_withdrawal w
       where w.utility = $1 and w.vendor_id = $2
         and ($3::timestamptz is null or (w.withdrawn_at, w.withdrawal_id) < ($3::timestamptz, $4::uuid))
       order by w.withdrawn_at desc, w.withdrawal_id desc limit $5`,
      [tx.utility, vendorId, before?.withdrawnAt ?? null, before?.withdrawalId ?? null, limit],
    );
    return rows.map(fromRow);
  }

  async insert(tx: Tx, { requestedBy, ...withdrawal }: Withdrawal): Promise<void> {
    await entities(tx).insert(WithdrawalRow, {
      ...withdrawal,
      utility: tx.utility,
      amountMinor: withdrawal.amountMinor.toString(),
      reference: withdrawal.reference ?? null,
      reason: withdrawal.reason ?? null,
      requestedBySubject: requestedBy.subject,
      requestedByUsername: requestedBy.username,
      approvedBy: withdrawal.approvedBy ?? null,
    });
  }
}

const fromRow = (row: WithdrawalRow): Withdrawal => ({
  withdrawalId: row.withdrawalId,
  vendorId: row.vendorId,
  amountMinor: moneyMinor(BigInt(row.amountMinor)),
  currency: row.currency,
  reference: row.reference ?? undefined,
  reason: row.reason ?? undefined,
  idempotencyKey: row.idempotencyKey,
  requestedBy: { subject: row.requestedBySubject, username: row.requestedByUsername },
  approvedBy: row.approvedBy ?? undefined,
  withdrawnAt: row.withdrawnAt,
});

import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import { type Deposit, referenceKey } from './deposit.js';
import { DepositRow } from './deposit.row.js';

/** Money paid in, once per reference of a utility. */
export class DepositRepository {
  /** However the reference is written. */
  async findByReference(tx: Tx, reference: string): Promise<Deposit | undefined> {
    const row = await entities(tx).findOneBy(DepositRow, { utility: tx.utility, referenceKey: referenceKey(reference) });
    return row ? fromRow(row) : undefined;
  }

  /** @returns whether it was new; a racing deposit with the same reference is waited for, and then is not */
  async insert(tx: Tx, deposit: Deposit): Promise<boolean> {
    const inserted = await sql(
      tx,
      `insert into vendor_deposit (utility, deposit_id, vendor_id, amount_minor, currency, reference, reference_key, deposited_at,
         deposited_by, approved_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (utility, reference_key) do nothing returning 1`,
      [
        tx.utility,
        deposit.depositId,
        deposit.vendorId,
        deposit.amountMinor.toString(),
        deposit.currency,
        deposit.reference,
        referenceKey(deposit.reference),
        deposit.depositedAt,
        deposit.depositedBy ?? null,
        deposit.approvedBy ?? null,
      ],
    );
    return inserted.length > 0;
  }
}

const fromRow = (row: DepositRow): Deposit => ({
  depositId: row.depositId,
  vendorId: row.vendorId,
  amountMinor: moneyMinor(BigInt(row.amountMinor)),
  currency: row.currency,
  reference: row.reference,
  depositedAt: row.depositedAt,
  depositedBy: row.depositedBy ?? undefined,
  approvedBy: row.approvedBy ?? undefined,
});

import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import type { Deposit } from './deposit.js';
import { DepositRow } from './deposit.row.js';

/** Money paid in, once per reference of a vendor. */
export class DepositRepository {
  async find(tx: Tx, vendorId: string, reference: string): Promise<Deposit | undefined> {
    const row = await entities(tx).findOneBy(DepositRow, { utility: tx.utility, vendorId, reference });
    return row ? fromRow(row) : undefined;
  }

  /** @returns whether it was new; a racing deposit with the same reference is waited for, and then is not */
  async insert(tx: Tx, { depositId, vendorId, amountMinor, currency, reference, depositedAt }: Deposit): Promise<boolean> {
    const inserted = await sql(
      tx,
      `insert into vendor_deposit (utility, deposit_id, vendor_id, amount_minor, currency, reference, deposited_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (utility, vendor_id, reference) do nothing returning 1`,
      [tx.utility, depositId, vendorId, amountMinor.toString(), currency, reference, depositedAt],
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
});

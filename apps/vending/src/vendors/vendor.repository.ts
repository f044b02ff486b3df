import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { MoreThan } from 'typeorm';
import { VendingError } from '../vending-error.js';
import type { Deposit, Vendor } from './vendor.js';
import { VendorDepositRow } from './vendor-deposit.row.js';
import { VendorRow } from './vendor.row.js';

export interface VendorFilter {
  /** Vendors created after this one only. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export class VendorRepository {
  async find(tx: Tx, vendorId: string): Promise<Vendor | undefined> {
    const row = await entities(tx).findOneBy(VendorRow, { utility: tx.utility, vendorId });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {VendingError} `vending.vendor_unknown` */
  async get(tx: Tx, vendorId: string): Promise<Vendor> {
    const vendor = await this.find(tx, vendorId);
    if (!vendor) throw new VendingError('vending.vendor_unknown', `there is no vendor ${vendorId}`);
    return vendor;
  }

  /** In the order they were created. */
  async list(tx: Tx, filter: VendorFilter): Promise<readonly Vendor[]> {
    const rows = await entities(tx).find(VendorRow, {
      where: {
        utility: tx.utility,
        ...(filter.after === undefined ? {} : { vendorId: MoreThan(filter.after) }),
      },
      order: { vendorId: 'ASC' },
      take: filter.limit,
    });
    return rows.map(fromRow);
  }

  async insert(tx: Tx, vendor: Vendor): Promise<void> {
    await entities(tx).insert(VendorRow, {
      utility: tx.utility,
      ...vendor,
      floatMinor: vendor.floatMinor.toString(),
      floatLimitMinor: vendor.floatLimitMinor.toString(),
    });
  }

  /**
   * Takes an amount out of the float if it is there, limit included. The row stays locked until the transaction ends: let this
   * be its last statement.
   * @returns whether it was
   */
  async takeFromFloat(
    tx: Tx,
    vendorId: string,
    { amountMinor, currency }: { readonly amountMinor: MoneyMinor; readonly currency: string },
  ): Promise<boolean> {
    const taken = await sql(
      tx,
      `UPDATE vendor SET float_minor = float_minor - $3
       WHERE utility = $1 AND vendor_id = $2 AND currency = $4 AND float_minor + float_limit_minor >= $3 RETURNING 1`,
      [tx.utility, vendorId, amountMinor.toString(), currency],
    );
    return taken.length > 0;
  }

  /** @returns whether there is such a vendor */
  async addToFloat(tx: Tx, vendorId: string, amountMinor: MoneyMinor): Promise<boolean> {
    const added = await sql(tx, 'UPDATE vendor SET float_minor = float_minor + $3 WHERE utility = $1 AND vendor_id = $2 RETURNING 1', [
      tx.utility,
      vendorId,
      amountMinor.toString(),
    ]);
    return added.length > 0;
  }

  async findDeposit(tx: Tx, vendorId: string, reference: string): Promise<Deposit | undefined> {
    const row = await entities(tx).findOneBy(VendorDepositRow, { utility: tx.utility, vendorId, reference });
    return row ? depositFromRow(row) : undefined;
  }

  /** @returns whether it was new; a racing deposit with the same reference is waited for, and then is not */
  async insertDeposit(tx: Tx, deposit: Deposit): Promise<boolean> {
    const inserted = await sql(
      tx,
      `INSERT INTO vendor_deposit (utility, deposit_id, vendor_id, amount_minor, currency, reference, deposited_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (utility, vendor_id, reference) DO NOTHING RETURNING 1`,
      [
        tx.utility,
        deposit.depositId,
        deposit.vendorId,
        deposit.amountMinor.toString(),
        deposit.currency,
        deposit.reference,
        deposit.depositedAt,
      ],
    );
    return inserted.length > 0;
  }
}

const fromRow = (row: VendorRow): Vendor => ({
  vendorId: row.vendorId,
  name: row.name,
  currency: row.currency,
  floatMinor: moneyMinor(BigInt(row.floatMinor)),
  floatLimitMinor: moneyMinor(BigInt(row.floatLimitMinor)),
  createdAt: row.createdAt,
});

const depositFromRow = (row: VendorDepositRow): Deposit => ({
  depositId: row.depositId,
  vendorId: row.vendorId,
  amountMinor: moneyMinor(BigInt(row.amountMinor)),
  currency: row.currency,
  reference: row.reference,
  depositedAt: row.depositedAt,
});

import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { MoreThan } from 'typeorm';
import { VendingError } from '../vending-error.js';
import type { Vendor } from './vendor.js';
import { VendorRow } from './vendor.row.js';

export interface VendorFilter {
  /** Vendors created after this one only. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface FloatAmount {
  readonly amountMinor: MoneyMinor;
  readonly currency: string;
}

export class VendorRepository {
  /** @throws {VendingError} `vending.vendor_unknown` */
  async require(tx: Tx, vendorId: string): Promise<Vendor> {
    const row = await entities(tx).findOneBy(VendorRow, { utility: tx.utility, vendorId });
    if (!row) throw new VendingError('vending.vendor_unknown', `there is no vendor ${vendorId}`);
    return fromRow(row);
  }

  /** In the order they were created. */
  async list(tx: Tx, { after, limit }: VendorFilter): Promise<readonly Vendor[]> {
    const rows = await entities(tx).find(VendorRow, {
      where: present({ utility: tx.utility, vendorId: after === undefined ? undefined : MoreThan(after) }),
      order: { vendorId: 'ASC' },
      take: limit,
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
  async takeFromFloat(tx: Tx, vendorId: string, { amountMinor, currency }: FloatAmount): Promise<boolean> {
    const taken = await sql(
      tx,
      `update vendor set float_minor = float_minor - $3
       where utility = $1 and vendor_id = $2 and currency = $4 and float_minor + float_limit_minor >= $3 returning 1`,
      [tx.utility, vendorId, amountMinor.toString(), currency],
    );
    return taken.length > 0;
  }

  /** @returns whether there is such a vendor */
  async addToFloat(tx: Tx, vendorId: string, amountMinor: MoneyMinor): Promise<boolean> {
    const added = await sql(tx, 'update vendor set float_minor = float_minor + $3 where utility = $1 and vendor_id = $2 returning 1', [
      tx.utility,
      vendorId,
      amountMinor.toString(),
    ]);
    return added.length > 0;
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

import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, prepared, sql, unnested } from '@openprepay/persistence/sql';
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

export class VendorRepository {
  /** @throws {VendingError} `vending.vendor_unknown` */
  async require(tx: Tx, vendorId: string): Promise<Vendor> {
    const row = await entities(tx).findOneBy(VendorRow, { utility: tx.utility, vendorId });
    if (!row) throw unknown(vendorId);
    return fromRow(row);
  }

  /**
   * As `require`, kept from whoever changes it until the transaction ends.
   * @throws {VendingError} `vending.vendor_unknown`
   */
  async lock(tx: Tx, vendorId: string): Promise<Vendor> {
    const [row] = await sql<VendorRow>(
      tx,
      `select ${columnsOf(VendorRow, 'v')} from vendor v where v.utility = $1 and v.vendor_id = $2 for update`,
      [tx.utility, vendorId],
    );
    if (!row) throw unknown(vendorId);
    return fromRow(row);
  }

  /** Those that there are of these, of any utility. */
  async ofUtilities(
    tx: Tx,
    asked: readonly { readonly utility: string; readonly vendorId: string }[],
  ): Promise<readonly { readonly utility: string; readonly vendor: Vendor }[]> {
    const rows = await prepared<VendorRow>(
      tx,
      // each is found by its own key, whatever the planner thinks of how many there are
      `select ${columnsOf(VendorRow, 'v')} from ${unnested(1, 'text', 'uuid')} as asked(utility, vendor_id)
       cross join lateral (select * from vendor where utility = asked.utility and vendor_id = asked.vendor_id limit 1) v`,
      [asked.map(({ utility }) => utility), asked.map(({ vendorId }) => vendorId)],
    );
    return rows.map((row) => ({ utility: row.utility, vendor: fromRow(row) }));
  }

  async exists(tx: Tx, vendorId: string): Promise<boolean> {
    return entities(tx).existsBy(VendorRow, { utility: tx.utility, vendorId });
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
      lastMovement: '0',
    });
  }

  /**
   * Waits for whoever holds the vendor.
   * @returns whether the float covers the new limit; else nothing has changed
   * @throws {VendingError} `vending.vendor_unknown`
   */
  async setFloatLimit(tx: Tx, vendorId: string, floatLimitMinor: MoneyMinor): Promise<boolean> {
    await this.require(tx, vendorId);
    const set = await sql(
      tx,
      `update vendor set float_limit_minor = $3 where utility = $1 and vendor_id = $2 and float_minor + $3 >= 0 returning 1`,
      [tx.utility, vendorId, floatLimitMinor.toString()],
    );
    return set.length > 0;
  }
}

const unknown = (vendorId: string): VendingError => new VendingError('vending.vendor_unknown', `there is no vendor ${vendorId}`);

const fromRow = (row: VendorRow): Vendor => ({
  vendorId: row.vendorId,
  name: row.name,
  currency: row.currency,
  floatMinor: moneyMinor(BigInt(row.floatMinor)),
  floatLimitMinor: moneyMinor(BigInt(row.floatLimitMinor)),
  createdAt: row.createdAt,
});

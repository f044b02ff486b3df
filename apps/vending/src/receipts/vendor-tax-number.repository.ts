import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { LessThanOrEqual } from 'typeorm';
import type { Person } from '../person.js';
import { VendorTaxNumberRow } from './vendor-tax-number.row.js';

export interface VendorTaxNumberChange {
  readonly vendorId: string;
  readonly taxNumber: string | undefined;
  readonly changedBy: Person;
  readonly changedAt: Date;
}

/** What was said of vendors' tax numbers. Only ever added to: a receipt that is printed again is the same. */
export class VendorTaxNumberRepository {
  /** What held at that moment. */
  async at(tx: Tx, vendorId: string, moment: Date): Promise<string | undefined> {
    const [row] = await entities(tx).find(VendorTaxNumberRow, {
      where: { utility: tx.utility, vendorId, changedAt: LessThanOrEqual(moment) },
      order: { position: 'DESC' },
      take: 1,
    });
    return row?.taxNumber ?? undefined;
  }

  async add(tx: Tx, { vendorId, taxNumber, changedBy, changedAt }: VendorTaxNumberChange): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('vendor-tax-number ' || $1 || ' ' || $2, 0))`, [tx.utility, vendorId]);
    await sql(
      tx,
      `insert into vendor_tax_number (utility, vendor_id, position, tax_number, changed_by_subject, changed_by_username, changed_at)
       select $1, $2, coalesce(max(position), 0) + 1, $3, $4, $5, $6 from vendor_tax_number where utility = $1 and vendor_id = $2`,
      [tx.utility, vendorId, taxNumber ?? null, changedBy.subject, changedBy.username, changedAt],
    );
  }
}

import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { LessThan, LessThanOrEqual } from 'typeorm';
import { rulesFromJson, rulesToJson } from './commission-json.js';
import type { SaidCommission } from './said-commission.js';
import { VendorCommissionRow } from './vendor-commission.row.js';

/** What was said of vendors' commissions. A sale reads what is in force with all else: `inForce`. */
export class CommissionRepository {
  /** Of those that are in force the one that began last; of two that began together the later one. */
  async current(tx: Tx, vendorId: string, at: Date): Promise<SaidCommission | undefined> {
    const row = await entities(tx).findOne(VendorCommissionRow, {
      where: { utility: tx.utility, vendorId, effectiveFrom: LessThanOrEqual(at) },
      order: { effectiveFrom: 'DESC', version: 'DESC' },
    });
    return row ? fromRow(row) : undefined;
  }

  /** The latest first. */
  async list(
    tx: Tx,
    vendorId: string,
    { before, limit }: { readonly before: number | undefined; readonly limit: number },
  ): Promise<readonly SaidCommission[]> {
    const rows = await entities(tx).find(VendorCommissionRow, {
      where: present({ utility: tx.utility, vendorId, version: before === undefined ? undefined : LessThan(before) }),
      order: { version: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** The next version; whoever says another one at the same moment waits. */
  async add(tx: Tx, { vendorId, rules, effectiveFrom, changedAt, changedBy }: Omit<SaidCommission, 'version'>): Promise<SaidCommission> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('commission ' || $1 || ' ' || $2, 0))`, [tx.utility, vendorId]);
    const [last] = await this.list(tx, vendorId, { before: undefined, limit: 1 });
    const said: SaidCommission = { vendorId, version: (last?.version ?? 0) + 1, rules, effectiveFrom, changedAt, changedBy };
    await entities(tx).insert(VendorCommissionRow, { ...said, utility: tx.utility, rules: [...rulesToJson(rules)] });
    return said;
  }
}

/**
 * The terms of a vendor that are in force, as JSON in one column; the vendor and the moment are SQL, `$1` is the utility. One look into
 * an index of a table that most utilities have a handful of rows in.
 */
export const inForce = (vendorId: string, at: string): string => `
  (select jsonb_build_object('version', c.version, 'rules', c.rules) from vendor_commission c
    where c.utility = $1 and c.vendor_id = ${vendorId} and c.effective_from <= ${at}
    order by c.effective_from desc, c.version desc limit 1)`;

const fromRow = ({ utility: _, rules, ...row }: VendorCommissionRow): SaidCommission => ({ ...row, rules: rulesFromJson(rules) });

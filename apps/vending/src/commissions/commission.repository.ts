import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { LessThan } from 'typeorm';
import { rulesFromJson, rulesToJson } from './commission-json.js';
import type { EndingWord, SaidCommission } from './said-commission.js';
import { VendorCommissionRow } from './vendor-commission.row.js';

/**
 * What was said of vendors' commissions. The last word that has begun is in force: with it ends whatever was said before, also what was
 * to begin later. A sale reads what is in force with all else: `inForce`.
 */
export class CommissionRepository {
  /** Whoever says something of this vendor's at the same moment waits until the transaction ends. */
  async lock(tx: Tx, vendorId: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('commission ' || $1 || ' ' || $2, 0))`, [tx.utility, vendorId]);
  }

  /** What is in force at the moment. */
  async current(tx: Tx, vendorId: string, at: Date): Promise<SaidCommission | undefined> {
    const [row] = await this.standing(tx, vendorId, at);
    return row && row.effectiveFrom <= at ? row : undefined;
  }

  /** What is in force at the moment, where something is, and then what will be, in the order of time, as far as it is said. */
  async standing(tx: Tx, vendorId: string, from: Date): Promise<readonly SaidCommission[]> {
    const rows = await sql<VendorCommissionRow>(tx, STANDING, [tx.utility, vendorId, from]);
    return rows.map(fromRow);
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

  /** Of these versions of a vendor's those that ended before they began, and with which word. */
  async endings(tx: Tx, vendorId: string, versions: readonly number[]): Promise<ReadonlyMap<number, EndingWord>> {
    const rows = await sql<EndingWord & { readonly ended: number }>(tx, ENDINGS, [tx.utility, vendorId, versions]);
    return new Map(rows.map(({ ended, ...word }) => [ended, word]));
  }

  /** The next version; it locks what `lock` does. */
  async add(tx: Tx, { vendorId, rules, effectiveFrom, changedAt, changedBy }: Omit<SaidCommission, 'version'>): Promise<SaidCommission> {
    await this.lock(tx, vendorId);
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
    order by c.version desc limit 1)`;

const STANDING = `
  select ${columnsOf(VendorCommissionRow, 'c')} from vendor_commission c
   where c.utility = $1 and c.vendor_id = $2 and not exists (
     select from vendor_commission o where o.utility = c.utility and o.vendor_id = c.vendor_id and o.version > c.version
       and (o.effective_from <= c.effective_from or o.effective_from <= $3))
   order by c.version`;

const ENDINGS = `
  select distinct on (c.version) c.version as ended, o.version, o.changed_at as "changedAt", o.changed_by as "changedBy"
  from vendor_commission c
  join vendor_commission o on o.utility = c.utility and o.vendor_id = c.vendor_id and o.version > c.version
    and o.effective_from <= c.effective_from and o.changed_at < c.effective_from
  where c.utility = $1 and c.vendor_id = $2 and c.version = any($3)
  order by c.version, o.version`;

const fromRow = ({ utility: _, rules, ...row }: VendorCommissionRow): SaidCommission => ({ ...row, rules: rulesFromJson(rules) });

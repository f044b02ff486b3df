import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';

/** What is stated of a utility. */
export type StatementKind = 'receipts' | 'floats';

export interface StatedFloat {
  readonly vendorId: string;
  readonly currency: string;
  readonly floatMinor: MoneyMinor;
}

export interface StatedFloats {
  readonly receiptsThrough: number;
  readonly floats: readonly StatedFloat[];
}

/** Utilities that have anything to state. */
const SUBJECTS = {
  receipts: 'select utility from receipt_counter',
  floats: 'select distinct utility from vendor',
} as const satisfies Record<StatementKind, string>;

export class StatementRepository {
  /** Utilities whose last statement is older than `before`, or that have none. For system work across utilities. */
  async utilitiesWithDue(tx: Tx, kind: StatementKind, before: Date): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      `select utility from (${SUBJECTS[kind]}) due
        where not exists (select 1 from book_statement b where b.utility = due.utility and b.kind = $1 and b.stated_at > $2)
        order by utility`,
      [kind, before],
    );
    return rows.map(({ utility }) => utility);
  }

  /** Notes that the utility's statement is made now. @returns false where another process makes it */
  async take(tx: Tx, kind: StatementKind, { now, before }: { readonly now: Date; readonly before: Date }): Promise<boolean> {
    const taken = await sql(
      tx,
      `insert into book_statement as s (utility, kind, stated_at) values ($1, $2, $3)
       on conflict (utility, kind) do update set stated_at = excluded.stated_at where s.stated_at <= $4
       returning 1`,
      [tx.utility, kind, now, before],
    );
    return taken.length > 0;
  }

  /** How many receipts there are. */
  async receiptsThrough(tx: Tx): Promise<number> {
    const [row] = await sql<{ last: string }>(tx, 'select last_number as last from receipt_counter where utility = $1', [tx.utility]);
    return Number(row?.last ?? '0');
  }

  /**
   * Every vendor's float with what waits for its token put back, and without the deposits and withdrawals since `depositsBefore`, in one
   * statement: all of it as of one instant, at which every receipt up to the counter's is committed.
   */
  async floats(tx: Tx, depositsBefore: Date): Promise<StatedFloats> {
    const rows = await sql<FloatRecord>(
      tx,
      `with waiting as (
         select vendor_id, sum(tender_minor - case when tender_minor > 0 or exists (${FEE_PAID}) then commission_minor else 0 end) as amount
           from vend
          where utility = $1 and state = 'awaiting-token' and vendor_id is not null group by vendor_id
       ), recent as (
         select vendor_id, sum(amount) as amount from (
           select vendor_id, amount_minor as amount from vendor_deposit where utility = $1 and deposited_at >= $2
           union all select vendor_id, -amount_minor from vendor_withdrawal where utility = $1 and withdrawn_at >= $2
         ) moved group by vendor_id
       )
       select v.vendor_id as "vendorId", v.currency,
              (v.float_minor + coalesce(waiting.amount, 0) - coalesce(recent.amount, 0))::text as "floatMinor",
              coalesce((select last_number from receipt_counter where utility = $1), 0) as "receiptsThrough"
         from vendor v left join waiting using (vendor_id) left join recent using (vendor_id)
        where v.utility = $1 order by v.vendor_id`,
      [tx.utility, depositsBefore],
    );
    return {
      receiptsThrough: Number(rows[0]?.receiptsThrough ?? '0'),
      floats: rows.map(({ vendorId, currency, floatMinor }) => ({ vendorId, currency, floatMinor: moneyMinor(BigInt(floatMinor)) })),
    };
  }
}

/** A fee for units that nobody pays for comes with their token; whoever sells by an earlier release has it before. */
const FEE_PAID = `select from vendor_movement m where m.utility = $1 and m.cause_id = vend.vend_id and m.kind = 'commission'`;

interface FloatRecord {
  readonly vendorId: string;
  readonly currency: string;
  readonly floatMinor: string;
  readonly receiptsThrough: string;
}

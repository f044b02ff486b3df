import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { LessThan } from 'typeorm';
import type { Income, Movement, MovementKind } from './movement.js';
import { MovementRow } from './movement.row.js';

/** What a vend costs its vendor. */
export interface FloatPayment {
  readonly vendId: string;
  readonly amountMinor: MoneyMinor;
  readonly currency: string;
  readonly at: Date;
}

/**
 * Floats and the movements that explain them, each pair in one statement: the database accepts no other. A vendor's row is the busiest
 * of the house and stays locked until the transaction ends: let these be its last statements.
 */
export class FloatRepository {
  /**
   * Pays for a vend if the float covers it, limit included.
   * @returns whether it did
   */
  async pay(tx: Tx, vendorId: string, { vendId, amountMinor, currency, at }: FloatPayment): Promise<boolean> {
    const paid = await sql(tx, PAY, [tx.utility, vendorId, amountMinor.toString(), currency, vendId, at]);
    return paid.length > 0;
  }

  /** @returns whether there is such a vendor */
  async receive(tx: Tx, vendorId: string, { incomes, at }: { readonly incomes: readonly Income[]; readonly at: Date }): Promise<boolean> {
    const written = incomes.map(({ kind, causeId, amountMinor }, index) => ({
      nth: index + 1,
      kind,
      causeId,
      amount: amountMinor.toString(),
    }));
    const received = await sql(tx, RECEIVE, [tx.utility, vendorId, JSON.stringify(written), at]);
    return received.length > 0;
  }

  /** Whether the vendor's float has paid for a vend. */
  async hasPaid(tx: Tx, vendorId: string, vendId: string): Promise<boolean> {
    return entities(tx).existsBy(MovementRow, { utility: tx.utility, vendorId, kind: 'vend', causeId: vendId });
  }

  /** The newest first, those before `before`. */
  async movements(
    tx: Tx,
    vendorId: string,
    { before, limit }: { readonly before: string | undefined; readonly limit: number },
  ): Promise<readonly Movement[]> {
    const rows = await entities(tx).find(MovementRow, {
      where: present({ utility: tx.utility, vendorId, position: before === undefined ? undefined : LessThan(before) }),
      order: { position: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }
}

const PAY = `
  with paid as (
    update vendor set float_minor = float_minor - $3, last_movement = last_movement + 1
    where utility = $1 and vendor_id = $2 and currency = $4 and float_minor + float_limit_minor >= $3
    returning float_minor, last_movement
  )
  insert into vendor_movement (utility, vendor_id, position, kind, cause_id, amount_minor, balance_minor, moved_at)
  select $1, $2, last_movement, 'vend', $5::uuid, -$3::numeric, float_minor, $6::timestamptz from paid
  returning 1`;

const RECEIVE = `
  with income as (
    select nth, kind, "causeId", amount, sum(amount) over (order by nth) as so_far, sum(amount) over () as total, count(*) over () as count
    from jsonb_to_recordset($3::jsonb) as t(nth integer, kind text, "causeId" uuid, amount numeric)
  ), received as (
    update vendor set float_minor = float_minor + t.total, last_movement = last_movement + t.count
    from (select total, count from income limit 1) t
    where utility = $1 and vendor_id = $2
    returning float_minor, last_movement
  )
  insert into vendor_movement (utility, vendor_id, position, kind, cause_id, amount_minor, balance_minor, moved_at)
  select $1, $2, r.last_movement - i.count + i.nth, i.kind, i."causeId", i.amount, r.float_minor - i.total + i.so_far, $4::timestamptz
  from received r, income i
  returning 1`;

const fromRow = (row: MovementRow): Movement => ({
  position: BigInt(row.position),
  kind: row.kind as MovementKind,
  causeId: row.causeId ?? undefined,
  amountMinor: moneyMinor(BigInt(row.amountMinor)),
  balanceMinor: moneyMinor(BigInt(row.balanceMinor)),
  movedAt: row.movedAt,
});

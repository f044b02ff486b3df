import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { In, LessThan } from 'typeorm';
import type { Income, Movement, MovementKind } from './movement.js';
import { MovementRow } from './movement.row.js';

/** Money that is paid back to a vendor. */
export interface FloatReturn {
  readonly withdrawalId: string;
  readonly amountMinor: MoneyMinor;
  readonly at: Date;
  /** It has been paid: what the float may go below nothing covers it too, since what was sold on credit after it is here before it. */
  readonly paidBefore?: boolean;
}

/** What a vend, or a payment of debts, costs its vendor. */
export interface FloatPayment {
  readonly kind: Extract<MovementKind, 'vend' | 'account-payment'>;
  /** The vend or the payment. */
  readonly causeId: string;
  readonly amountMinor: MoneyMinor;
  /** What it earns its vendor at once; nothing where it costs nothing. */
  readonly commissionMinor: MoneyMinor;
  readonly currency: string;
  readonly at: Date;
}

/** What tells whether a float has paid for a vend. */
export interface PaidVend {
  readonly vendId: string;
  readonly tenderMinor: MoneyMinor;
  readonly acceptedAt: Date;
}

/**
 * Floats and the movements that explain them, each pair in one statement: the database accepts no other. A vendor's row is the busiest
 * of the house and stays locked until the transaction ends: let these be its last statements.
 */
export class FloatRepository {
  /**
   * Pays for it if the float covers it, limit included, and takes in what it earns.
   * @returns whether it did
   */
  async pay(tx: Tx, vendorId: string, { kind, causeId, amountMinor, commissionMinor, currency, at }: FloatPayment): Promise<boolean> {
    const amounts = [amountMinor, commissionMinor].map(String);
    const paid = await sql(tx, PAY, [tx.utility, vendorId, ...amounts, currency, causeId, at, kind]);
    return paid.length > 0;
  }

  /**
   * Pays money back to its vendor, of what is held alone: what the utility lets a float go below nothing is no money of the vendor's.
   * @returns whether the float has so much
   */
  async withdraw(tx: Tx, vendorId: string, { withdrawalId, amountMinor, at, paidBefore = false }: FloatReturn): Promise<boolean> {
    const withdrawn = await sql(tx, WITHDRAW, [tx.utility, vendorId, amountMinor.toString(), withdrawalId, at, paidBefore]);
    return withdrawn.length > 0;
  }

  /** @returns false where there is no such vendor, or more goes out than it has, limit included */
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

  /** Keeps these floats until the transaction ends, taken in the order of their vendors, as everybody takes several. */
  async lock(tx: Tx, vendorIds: readonly string[]): Promise<void> {
    await sql(tx, 'select 1 from vendor where utility = $1 and vendor_id = any($2) order by vendor_id for update', [tx.utility, vendorIds]);
  }

  /** Whether the vendor's float has paid for a vend or a payment of debts, or was paid for a vend of free units. */
  async hasPaid(tx: Tx, vendorId: string, causeId: string): Promise<boolean> {
    return entities(tx).existsBy(MovementRow, {
      utility: tx.utility,
      vendorId,
      kind: In(['vend', 'account-payment', 'commission']),
      causeId,
    });
  }

  /** Whether nothing left the float for a sale: it did not cover what a rebuilding found. What is older than movements are was paid. */
  async owesYet(tx: Tx, vendorId: string, { vendId, tenderMinor, acceptedAt }: PaidVend): Promise<boolean> {
    if (tenderMinor === 0n) return false;
    return (await sql(tx, OWES_YET, [tx.utility, vendorId, vendId, acceptedAt])).length > 0;
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
    update vendor set float_minor = float_minor - $3::numeric + $4::numeric,
      last_movement = last_movement + ($3::numeric <> 0)::integer + ($4::numeric <> 0)::integer
    where utility = $1 and vendor_id = $2 and currency = $5 and float_minor + float_limit_minor >= $3::numeric
    returning float_minor, last_movement
  ), moved as (
    insert into vendor_movement (utility, vendor_id, position, kind, cause_id, amount_minor, balance_minor, moved_at)
    select $1, $2, last_movement - after, kind, $6::uuid, amount, balance, $7::timestamptz
    from paid cross join lateral (values
      (($4::numeric <> 0)::integer, $8::text, -$3::numeric, float_minor - $4::numeric), 
      (0, case $8 when 'vend' then 'commission' else 'payment-commission' end, $4::numeric, float_minor)
    ) as moving (after, kind, amount, balance)
    where amount <> 0
  )
  select 1 from paid`;

const WITHDRAW = `
  with withdrawn as (
    update vendor set float_minor = float_minor - $3, last_movement = last_movement + 1
    where utility = $1 and vendor_id = $2 and float_minor + case when $6::boolean then float_limit_minor else 0 end >= $3
    returning float_minor, last_movement
  )
  insert into vendor_movement (utility, vendor_id, position, kind, cause_id, amount_minor, balance_minor, moved_at)
  select $1, $2, last_movement, 'withdrawal', $4::uuid, -$3::numeric, float_minor, $5::timestamptz from withdrawn
  returning 1`;

const OWES_YET = `
  select 1 where not exists (
    select from vendor_movement m where m.utility = $1 and m.cause_id = $3 and m.kind = 'vend'
  ) and not exists (
    select from vendor_movement m where m.utility = $1 and m.vendor_id = $2 and m.kind = 'opening' and m.moved_at >= $4
  )`;

const RECEIVE = `
  with income as (
    select nth, kind, "causeId", amount, sum(amount) over (order by nth) as so_far, sum(amount) over () as total, count(*) over () as count
    from jsonb_to_recordset($3::jsonb) as t(nth integer, kind text, "causeId" uuid, amount numeric)
  ), received as (
    update vendor set float_minor = float_minor + t.total, last_movement = last_movement + t.count
    from (select total, count from income limit 1) t
    where utility = $1 and vendor_id = $2 and (t.total >= 0 or float_minor + float_limit_minor + t.total >= 0)
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

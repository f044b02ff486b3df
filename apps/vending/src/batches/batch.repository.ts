import type { BatchKind } from '@openprepay/contracts/http/vending-batches';
import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { creditTenths, moneyMinor } from '@openprepay/quantities';
import { IsNull, LessThan, Not } from 'typeorm';
import { VendingError } from '../vending-error.js';
import type { Batch, BatchSum, ClosedBatch } from './batch.js';
import { type AsText, BatchRow } from './batch.row.js';

export interface BatchFilter {
  readonly vendorId: string | undefined;
  readonly till: string | undefined;
  readonly state: 'open' | 'closed' | undefined;
  /** Those that were opened before this one alone. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** Whose batches, and of which kind. */
export interface TillKind {
  readonly till: string;
  readonly kind: BatchKind;
}

/** What a batch is before it has its number. */
export type NewBatch = Omit<Batch, 'number' | 'closed'>;

/** Batches; which vends are in them is the database's own doing. */
export class BatchRepository {
  /** @throws {VendingError} `vending.batch_open` where the till has one of the kind already */
  async open(tx: Tx, batch: NewBatch): Promise<Batch> {
    const { batchId, kind, till, vendorId, openedAt, openedBy } = batch;
    try {
      const [row] = await sql<BatchRow>(
        tx,
        `insert into batch as b (utility, batch_id, kind, number, till, vendor_id, opened_at, opened_by)
         select $1, $2, $3, coalesce(max(n.number), 0) + 1, $4, $5, $6, $7 from batch n where n.utility = $1 and n.till = $4 and n.kind = $3
         returning ${columnsOf(BatchRow, 'b')}`,
        [tx.utility, batchId, kind, till, vendorId ?? null, openedAt, openedBy],
      );
      if (!row) throw new Error('an insert gave no row');
      return fromRow(row);
    } catch (error) {
      if (!isUniqueViolation(error, 'batch_open') && !isUniqueViolation(error, 'batch_number')) throw error;
      throw new VendingError('vending.batch_open', `${till} has a ${kind} batch that is open`, { cause: error });
    }
  }

  async find(tx: Tx, batchId: string): Promise<Batch | undefined> {
    const row = await entities(tx).findOneBy(BatchRow, { utility: tx.utility, batchId });
    return row ? fromRow(row) : undefined;
  }

  /** The one that is open, or of those that are closed the one with this number, or the last. */
  async ofTill(tx: Tx, { till, kind }: TillKind, which: 'open' | 'last-closed' | number): Promise<Batch | undefined> {
    const row = await entities(tx).findOne(BatchRow, {
      where: {
        utility: tx.utility,
        till,
        kind,
        closedAt: which === 'open' ? IsNull() : Not(IsNull()),
        ...(typeof which === 'number' && { number: which }),
      },
      order: { number: 'DESC' },
    });
    return row ? fromRow(row) : undefined;
  }

  /** Newest first: ids are made in the order in which batches are opened. */
  async list(tx: Tx, { vendorId, till, state, before, limit }: BatchFilter): Promise<readonly Batch[]> {
    const rows = await entities(tx).find(BatchRow, {
      where: {
        ...present({ utility: tx.utility, vendorId, till, batchId: before === undefined ? undefined : LessThan(before) }),
        ...(state && { closedAt: state === 'open' ? IsNull() : Not(IsNull()) }),
      },
      order: { batchId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** Waits for the sales that are on their way into it, and lets none in until the transaction ends. */
  async lock(tx: Tx, batchId: string): Promise<Batch | undefined> {
    const [row] = await sql<BatchRow>(
      tx,
      `select ${columnsOf(BatchRow, 'b')} from batch b where b.utility = $1 and b.batch_id = $2 for update`,
      [tx.utility, batchId],
    );
    return row ? fromRow(row) : undefined;
  }

  /** Keeps the till's open batches from being closed until the transaction ends; waits for whoever is closing one. */
  async keepOpen(tx: Tx, till: string): Promise<void> {
    await sql(tx, 'select 1 from batch where utility = $1 and till = $2 and closed_at is null order by batch_id for share', [
      tx.utility,
      till,
    ]);
  }

  /** Of what has not come to nothing. Of a batch that `lock` gave nothing is missing. */
  async totals(tx: Tx, batchId: string): Promise<readonly BatchSum[]> {
    const rows = await sql<AsText<BatchSum>>(tx, TOTALS, [tx.utility, batchId]);
    return rows.map(sumFromText);
  }

  /** Closes a batch that `lock` gave as open. */
  async close(tx: Tx, batchId: string, { at, by, totals, counted }: ClosedBatch): Promise<void> {
    await sql(
      tx,
      `update batch set closed_at = $3, closed_by = $4, totals = $5::jsonb, counted = $6::jsonb where utility = $1 and batch_id = $2`,
      [tx.utility, batchId, at, by, JSON.stringify(totals.map(toText)), counted ? JSON.stringify(counted.map(toText)) : null],
    );
  }
}

const IN_BATCH = `from batch_vend b join vend v on v.utility = b.utility and v.vend_id = b.vend_id where b.utility = $1 and b.batch_id = $2`;

const summed = (dimension: string, name: string, from = 'sold'): string => `
  select currency, '${dimension}' as dimension, ${name} as name, count(*)::int as vends, sum(tender_minor)::text as "amountMinor",
    sum(units_tenths)::text as "unitsTenths" from ${from} group by currency, ${name}`;
const summedLines = (dimension: string, name: string, which = 'true'): string => `
  select currency, '${dimension}', line ->> '${name}', count(distinct vend_id)::int, sum((line ->> 'amountMinor')::numeric)::text, '0'
  from sold cross join jsonb_array_elements(lines) as line where ${which} group by currency, line ->> '${name}'`;

const EARNED = `
  select currency, 'commission', part ->> 'kind', count(*)::int, sum((part ->> 'amountMinor')::numeric)::text, '0'
  from sold cross join jsonb_array_elements(commission -> 'parts') as part group by currency, part ->> 'kind'`;

/** Debts that were paid without buying units, and not taken back: as a sale of nothing else. */
const PAID = `
  select p.payment_id, p.currency, p.amount_minor, 0, p.taken_by, p.payment_method, null, debt.lines, p.commission, 'completed'
    from batch_account_payment b join account_payment p on p.utility = b.utility and p.payment_id = b.payment_id
    cross join lateral (select jsonb_agg(jsonb_build_object('kind', 'debt', 'code', d ->> 'code', 'amountMinor', d ->> 'amountMinor')) as lines
                          from jsonb_array_elements(p.debts) as d) debt
   where b.utility = $1 and b.batch_id = $2
     and not exists (select from account_payment_reversal r
                      where r.utility = p.utility and r.payment_id = p.payment_id and r.state = 'reversed')`;

const TOTALS = `
  with sold as (
    select v.vend_id, v.currency, v.tender_minor, v.units_tenths, v.sold_by, v.payment_method, v.commodity, v.lines, v.commission, v.state
    ${IN_BATCH} and v.state <> 'failed' and v.reversal_id is null
    union all ${PAID}
  )
  ${[
    summed('all', `''::text`),
    summed('waiting', `''::text`, `sold where state = 'awaiting-token'`),
    summed('operator', 'sold_by'),
    summed('paymentMethod', 'payment_method'),
    summed('commodity', 'commodity', 'sold where commodity is not null'),
    summedLines('line', 'kind'),
    summedLines('tax', 'code', `line ->> 'kind' = 'tax'`),
    EARNED,
  ].join(' union all ')}
  order by 1, 2, 3`;

const sumFromText = ({ amountMinor, unitsTenths, ...sum }: AsText<BatchSum>): BatchSum => ({
  ...sum,
  amountMinor: moneyMinor(BigInt(amountMinor)),
  unitsTenths: creditTenths(BigInt(unitsTenths)),
});

const toText = (value: object): object =>
  Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typeof one === 'bigint' ? one.toString() : one]));

const fromRow = (row: BatchRow): Batch => ({
  batchId: row.batchId,
  kind: row.kind as BatchKind,
  number: row.number,
  till: row.till,
  vendorId: row.vendorId ?? undefined,
  openedAt: row.openedAt,
  openedBy: row.openedBy,
  closed:
    row.closedAt === null
      ? undefined
      : {
          at: row.closedAt,
          by: row.closedBy ?? '',
          totals: (row.totals ?? []).map(sumFromText),
          counted: row.counted?.map((one) => ({ ...one, amountMinor: moneyMinor(BigInt(one.amountMinor)) })),
        },
});

import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { IsNull, LessThan, type FindOptionsWhere } from 'typeorm';
import { VendingError } from '../vending-error.js';
import type { SettledVend, Vend, VendDelivery, VendState } from './vend.js';
import { deliveryToRow, fromRow, outcomeToRow } from './vend-mapping.js';
import { VendRow } from './vend.row.js';

export interface VendFilter {
  readonly vendorId?: string | undefined;
  readonly meterNumber?: string | undefined;
  readonly state?: VendState | undefined;
  /** Vends accepted before this one only. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** What a meter said about one vend's token. */
export interface DeliveryReport {
  readonly vendId: string;
  readonly delivery: Exclude<VendDelivery, { readonly state: 'none' }>;
}

export class VendRepository {
  async find(tx: Tx, vendId: string): Promise<Vend | undefined> {
    const row = await entities(tx).findOneBy(VendRow, { utility: tx.utility, vendId });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {VendingError} `vending.vend_not_found` */
  async get(tx: Tx, vendId: string): Promise<Vend> {
    const vend = await this.find(tx, vendId);
    if (!vend) throw new VendingError('vending.vend_not_found', `there is no vend ${vendId}`);
    return vend;
  }

  async findByKey(tx: Tx, vendorId: string | undefined, idempotencyKey: string): Promise<Vend | undefined> {
    const row = await entities(tx).findOneBy(VendRow, { utility: tx.utility, vendorId: vendorId ?? IsNull(), idempotencyKey });
    return row ? fromRow(row) : undefined;
  }

  /** Whoever sold it; the utility's own vend before its vendors', and then the newest. */
  async findByKeyOfAnyone(tx: Tx, idempotencyKey: string): Promise<Vend | undefined> {
    const [row] = await entities(tx).find(VendRow, {
      where: { utility: tx.utility, idempotencyKey },
      order: { vendorId: { direction: 'ASC', nulls: 'FIRST' }, vendId: 'DESC' },
      take: 1,
    });
    return row ? fromRow(row) : undefined;
  }

  /** Newest first: ids are made in the order of acceptance. */
  async list(tx: Tx, { vendorId, meterNumber, state, before, limit }: VendFilter): Promise<readonly Vend[]> {
    const where: FindOptionsWhere<VendRow> = {
      utility: tx.utility,
      ...(vendorId === undefined ? {} : { vendorId }),
      ...(meterNumber === undefined ? {} : { meterNumber }),
      ...(state === undefined ? {} : { state }),
      ...(before === undefined ? {} : { vendId: LessThan(before) }),
    };
    const rows = await entities(tx).find(VendRow, { where, order: { vendId: 'DESC' }, take: limit });
    return rows.map(fromRow);
  }

  /** Kept from other answers until the transaction ends; always in one order. */
  async lockAll(tx: Tx, vendIds: readonly string[]): Promise<readonly Vend[]> {
    const rows = await sql<VendRow>(
      tx,
      `SELECT ${columnsOf(VendRow, 'v')} FROM vend v WHERE v.utility = $1 AND v.vend_id = ANY($2) ORDER BY v.vend_id FOR UPDATE`,
      [tx.utility, vendIds],
    );
    return rows.map(fromRow);
  }

  /** Stores the outcomes of vends that `lockAll` gave as awaiting. */
  async settle(tx: Tx, vends: readonly SettledVend[]): Promise<void> {
    await sql(tx, SETTLE, [tx.utility, JSON.stringify(vends.map(({ vendId, outcome }) => ({ vendId, ...outcomeToRow(outcome) })))]);
  }

  /** @returns the vends that exist; a credit that the meter has confirmed is not taken back by a later answer */
  async recordDeliveries(tx: Tx, reports: readonly DeliveryReport[]): Promise<readonly string[]> {
    const known = await sql<Pick<VendRow, 'vendId'>>(tx, DELIVER, [
      tx.utility,
      JSON.stringify(reports.map(({ vendId, delivery }) => ({ vendId, ...deliveryToRow(delivery) }))),
    ]);
    return known.map(({ vendId }) => vendId);
  }

  /**
   * Takes vends of any utility whose token was last asked for before `before`, and notes that it is asked for again now.
   * What another instance is taking is left to it.
   */
  async takeUnanswered(
    tx: Tx,
    { before, now, limit }: UnansweredQuery,
  ): Promise<readonly { readonly utility: string; readonly vend: Vend }[]> {
    const rows = await sql<VendRow>(
      tx,
      `UPDATE vend v SET token_requested_at = $2
       FROM (SELECT utility, vend_id FROM vend WHERE state = 'awaiting-token' AND token_requested_at < $1
             ORDER BY token_requested_at LIMIT $3 FOR UPDATE SKIP LOCKED) due
       WHERE v.utility = due.utility AND v.vend_id = due.vend_id
       RETURNING ${columnsOf(VendRow, 'v')}`,
      [before, now, limit],
    );
    return rows.map((row) => ({ utility: row.utility, vend: fromRow(row) }));
  }
}

export interface UnansweredQuery {
  readonly before: Date;
  readonly now: Date;
  readonly limit: number;
}

const SETTLE = `
  UPDATE vend v SET state = t.state, receipt_number = t."receiptNumber", tokens = t.tokens, sample_tables = t."sampleTables",
    failure_code = t."failureCode", failure_reason = t."failureReason", settled_at = t."settledAt"
  FROM jsonb_to_recordset($2::jsonb) AS t("vendId" uuid, state text, "receiptNumber" text, tokens jsonb, "sampleTables" boolean,
    "failureCode" text, "failureReason" text, "settledAt" timestamptz)
  WHERE v.utility = $1 AND v.vend_id = t."vendId"`;

const DELIVER = `
  WITH report AS (
    SELECT * FROM jsonb_to_recordset($2::jsonb) AS t("vendId" uuid, "deliveryState" text, "deliveryAt" timestamptz, "deliveryCode" text,
      "creditRemaining" text)
  ), stored AS (
    UPDATE vend v SET delivery_state = t."deliveryState", delivery_at = t."deliveryAt", delivery_code = t."deliveryCode",
      credit_remaining = t."creditRemaining"
    FROM report t
    WHERE v.utility = $1 AND v.vend_id = t."vendId" AND v.delivery_state <> 'credited'
  )
  SELECT v.vend_id AS "vendId" FROM vend v JOIN report t ON v.vend_id = t."vendId" WHERE v.utility = $1`;

import { present } from '@openprepay/contracts/present';
import { among, columnsOf, entities, prepared, sql, utilitiesDue } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { IsNull, LessThan, Not } from 'typeorm';
import { VendingError } from '../vending-error.js';
import {
  type Cancellation,
  type CompletedVend,
  type ReversedVend,
  type Seller,
  sellerName,
  type SettledVend,
  type Vend,
  type VendDelivery,
  type VendState,
} from './vend.js';
import { deliveryToRow, fromRow, outcomeToRow, reversalToRow } from './vend-mapping.js';
import { VendRow } from './vend.row.js';

export interface VendFilter {
  readonly vendorId?: string | undefined;
  readonly meterNumber?: string | undefined;
  readonly state?: VendState | undefined;
  /** Those alone that are stuck. */
  readonly stuck: boolean;
  /** Vends accepted before this one only. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** What a meter said about one vend's token. */
export interface DeliveryReport {
  readonly vendId: string;
  readonly delivery: Exclude<VendDelivery, { readonly state: 'none' }>;
}

/**
 * Vends as they are, and what becomes of them. The row itself comes with the sale that made it, in one statement with all that the
 * sale did: `SaleRepository.record`.
 */
export class VendRepository {
  async find(tx: Tx, vendId: string): Promise<Vend | undefined> {
    const row = await entities(tx).findOneBy(VendRow, { utility: tx.utility, vendId });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {VendingError} `vending.vend_not_found` */
  async require(tx: Tx, vendId: string): Promise<Vend> {
    const vend = await this.find(tx, vendId);
    if (!vend) throw new VendingError('vending.vend_not_found', `there is no vend ${vendId}`);
    return vend;
  }

  /** Vends of any utility, in no order. */
  async ofUtilities(
    tx: Tx,
    asked: readonly { readonly utility: string; readonly vendId: string }[],
  ): Promise<readonly { readonly utility: string; readonly vend: Vend }[]> {
    const rows = await sql<VendRow>(
      tx,
      `select ${columnsOf(VendRow, 'v')} from unnest($1::text[], $2::uuid[]) as asked(utility, vend_id)
       join vend v on v.utility = asked.utility and v.vend_id = asked.vend_id`,
      [asked.map(({ utility }) => utility), asked.map(({ vendId }) => vendId)],
    );
    return rows.map((row) => ({ utility: row.utility, vend: fromRow(row) }));
  }

  /** Vends of these receipts, in their order; numbers that no receipt has are passed over. */
  async ofReceipts(tx: Tx, receiptNumbers: readonly string[]): Promise<readonly Vend[]> {
    const rows = await sql<VendRow>(
      tx,
      `select ${columnsOf(VendRow, 'v')} from vend v where v.utility = $1 and v.receipt_number = any($2) order by v.receipt_number`,
      [tx.utility, receiptNumbers],
    );
    return rows.map(fromRow);
  }

  async findByKey(tx: Tx, seller: Seller, idempotencyKey: string): Promise<Vend | undefined> {
    const [row] = await sql<VendRow>(tx, `select ${columnsOf(VendRow, 'v')} from vend v where ${ofKey('$2')} and ${SELLER} = $3`, [
      tx.utility,
      idempotencyKey,
      sellerName(seller),
    ]);
    return row ? fromRow(row) : undefined;
  }

  /** Whoever sold it: the member of staff's own vend before that of others, the utility's before its vendors', and then the newest. */
  async findByKeyOfAnyone(tx: Tx, soldBy: string, idempotencyKey: string): Promise<Vend | undefined> {
    const [row] = await sql<VendRow>(
      tx,
      `select ${columnsOf(VendRow, 'v')} from vend v where ${ofKey('$2')}
       order by ${SELLER} = $3 desc, v.vendor_id is null desc, v.vend_id desc limit 1`,
      [tx.utility, idempotencyKey, sellerName({ vendorId: undefined, soldBy })],
    );
    return row ? fromRow(row) : undefined;
  }

  /** Newest first: ids are made in the order of acceptance. */
  async list(tx: Tx, { vendorId, meterNumber, state, stuck, before, limit }: VendFilter): Promise<readonly Vend[]> {
    const vendId = before === undefined ? undefined : LessThan(before);
    const rows = await entities(tx).find(VendRow, {
      where: {
        ...present({ utility: tx.utility, vendorId, meterNumber, vendId }),
        ...(state === undefined ? {} : ofState(state)),
        ...(stuck ? { state: 'awaiting-token', stuckSince: Not(IsNull()) } : {}),
      },
      order: { vendId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** Whether a supply has had the free units of a month by a vend that stands, or may yet. */
  async hasFreeUnits(tx: Tx, supplyId: string, unitsMonth: string): Promise<boolean> {
    const given = { grantKind: 'free-basic', state: Not('failed'), reversalId: IsNull() };
    return entities(tx).existsBy(VendRow, { utility: tx.utility, supplyId, unitsMonth, ...given });
  }

  /** Kept from other answers until the transaction ends; always in one order. */
  async lockAll(tx: Tx, vendIds: readonly string[]): Promise<readonly Vend[]> {
    const rows = await prepared<VendRow>(
      tx,
      `select ${columnsOf(VendRow, 'v')} from vend v where v.utility = $1 and v.vend_id = ${among(2, 'uuid')} order by v.vend_id for update`,
      [tx.utility, vendIds],
    );
    return rows.map(fromRow);
  }

  /** Stores the outcomes of vends that `lockAll` gave as awaiting. */
  async settle(tx: Tx, vends: readonly SettledVend[]): Promise<void> {
    await prepared(tx, SETTLE, [tx.utility, JSON.stringify(vends.map(({ vendId, outcome }) => ({ vendId, ...outcomeToRow(outcome) })))]);
  }

  /** @returns the vends that exist, and whether they were taken back; a credit that the meter has confirmed is not taken back, and a later answer not by an earlier one */
  async recordDeliveries(tx: Tx, reports: readonly DeliveryReport[]): Promise<readonly Pick<VendRow, 'vendId' | 'reversedAt'>[]> {
    return sql<Pick<VendRow, 'vendId' | 'reversedAt'>>(tx, DELIVER, [
      tx.utility,
      JSON.stringify(reports.map(({ vendId, delivery }) => ({ vendId, ...deliveryToRow(delivery) }))),
    ]);
  }

  /** Notes that a vend that `lockAll` gave as completed was taken back; the table refuses a second time, and after a credit. */
  async reverse(tx: Tx, { vendId, outcome }: ReversedVend): Promise<void> {
    await entities(tx).update(VendRow, { utility: tx.utility, vendId }, reversalToRow(outcome));
  }

  /** Notes that a copy of a vend that `lockAll` gave was handed out. */
  async countReprint(tx: Tx, { vendId, reprints }: CompletedVend): Promise<void> {
    await entities(tx).update(VendRow, { utility: tx.utility, vendId }, { reprints });
  }

  /** Whether any was asked for before then and has no answer. */
  async hasUnanswered(tx: Tx, askedBefore: Date): Promise<boolean> {
    const [row] = await prepared<{ readonly found: boolean }>(
      tx,
      `select exists (select from vend where utility = $1 and state = 'awaiting-token' and token_requested_at < $2) as found`,
      [tx.utility, askedBefore],
    );
    return row!.found;
  }

  /** Utilities of vends that `takeUnanswered` would take, those with the fewest first. For system work across utilities. */
  async utilitiesWithUnanswered(tx: Tx, { askedBefore, stuckAskedBefore }: UnansweredSince): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      utilitiesDue({
        table: 'vend',
        waiting: `state = 'awaiting-token'`,
        due: 'token_requested_at < $1 and (stuck_since is null or token_requested_at < $2)',
        since: 'token_requested_at',
      }),
      [askedBefore, stuckAskedBefore],
    );
    return rows.map(({ utility }) => utility);
  }

  /**
   * Takes vends whose token was last asked for too long ago, and notes that it is asked for again now. Those without an
   * answer for too long are marked as stuck, and are asked for more rarely. What another instance is taking is left to it.
   */
  async takeUnanswered(tx: Tx, { now, askedBefore, stuckBefore, stuckAskedBefore, limit }: UnansweredQuery): Promise<readonly Vend[]> {
    const rows = await sql<VendRow>(
      tx,
      `with due as materialized (
         select utility, vend_id from vend
         where utility = $6 and state = 'awaiting-token' and token_requested_at < $2 and (stuck_since is null or token_requested_at < $4)
         order by token_requested_at limit $5 for update skip locked)
       update vend v set token_requested_at = $1,
         stuck_since = case when v.accepted_at < $3 then coalesce(v.stuck_since, $1) end
       from due
       where v.utility = due.utility and v.vend_id = due.vend_id
       returning ${columnsOf(VendRow, 'v')}`,
      [now, askedBefore, stuckBefore, stuckAskedBefore, limit, tx.utility],
    );
    return rows.map(fromRow);
  }

  /** Notes that a vend that `lockAll` gave is to come to nothing. */
  async cancel(tx: Tx, vendId: string, { reason, requestedBy, requestedAt }: Cancellation): Promise<void> {
    await entities(tx).update(
      VendRow,
      { utility: tx.utility, vendId },
      { cancelledAt: requestedAt, cancelledBy: requestedBy, cancelReason: reason },
    );
  }
}

export interface UnansweredSince {
  /** Those asked for before this moment. */
  readonly askedBefore: Date;
  /** Of those that are stuck, those asked for before this moment. */
  readonly stuckAskedBefore: Date;
}

export interface UnansweredQuery extends UnansweredSince {
  readonly now: Date;
  /** Those accepted before this moment are stuck. */
  readonly stuckBefore: Date;
  readonly limit: number;
}

/** What was reversed stays completed in its row. */
const ofState = (state: VendState): { readonly state: string; readonly reversalId?: ReturnType<typeof IsNull> } => {
  if (state === 'completed') return { state, reversalId: IsNull() };
  return state === 'reversed' ? { state: 'completed', reversalId: Not(IsNull()) } : { state };
};

/** As `sellerName` writes it; the unique index has the same words. */
export const SELLER = `coalesce(v.vendor_id::text, 'staff ' || v.sold_by)`;

/**
 * Vends `v` of the utility `$1` under a key, which is SQL. In these words no index serves the utility: of a table that is empty yet the
 * planner would take any that begins with it, and read all vends of the utility by it from then on.
 */
export const ofKey = (key: string): string => `v.idempotency_key = ${key} and v.utility is not distinct from $1`;

const SETTLE = `
  update vend v set state = t.state, receipt_number = t."receiptNumber", tokens = t.tokens, key_change_tokens = t."keyChangeTokens", sample_tables = t."sampleTables",
    failure_code = t."failureCode", failure_reason = t."failureReason", settled_at = t."settledAt"
  from jsonb_to_recordset($2::jsonb) as t("vendId" uuid, state text, "receiptNumber" text, tokens jsonb, "keyChangeTokens" jsonb, "sampleTables" boolean,
    "failureCode" text, "failureReason" text, "settledAt" timestamptz)
  where v.utility = $1 and v.vend_id = t."vendId"`;

const DELIVER = `
  with report as (
    select * from jsonb_to_recordset($2::jsonb) as t("vendId" uuid, "deliveryState" text, "deliveryAt" timestamptz, "deliveryCode" text,
      "creditRemaining" text)
  ), locked as (
    select v.vend_id, v.reversed_at from vend v join report t on v.vend_id = t."vendId" where v.utility = $1 order by v.vend_id for update of v
  ), stored as (
    update vend v set delivery_state = t."deliveryState", delivery_at = t."deliveryAt", delivery_code = t."deliveryCode",
      credit_remaining = t."creditRemaining"
    from report t join locked l on l.vend_id = t."vendId"
    where v.utility = $1 and v.vend_id = l.vend_id and v.delivery_state <> 'credited'
      and (t."deliveryState" = 'credited' or v.delivery_at is null or v.delivery_at < t."deliveryAt")
  )
  select vend_id as "vendId", reversed_at as "reversedAt" from locked`;

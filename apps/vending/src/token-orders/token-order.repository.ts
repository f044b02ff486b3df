import type { KeyChangeToken, ManagementKind } from '@openprepay/contracts/key-management';
import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql, utilitiesDue } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { LessThan } from 'typeorm';
import { VendingError } from '../vending-error.js';
import { cancellationToRow, decisionToRow, deliveryToRow, fromRow, outcomeToRow, toRow } from './token-order-mapping.js';
import { type AskedOrder, type OrderDelivery, type SettledOrder, stateOf, type TokenOrder, type TokenOrderState } from './token-order.js';
import { TokenOrderRow } from './token-order.row.js';

export interface TokenOrderFilter {
  readonly meterNumber: string | undefined;
  readonly state: TokenOrderState | undefined;
  /** Ordered before this one only. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** What a meter said about one order's token. */
export interface OrderDeliveryReport {
  readonly orderId: string;
  readonly delivery: Exclude<OrderDelivery, { readonly state: 'none' }>;
}

const COLUMNS = columnsOf(TokenOrderRow, 'o');

/** The set that is entered before the token of an order. */
interface SetBefore {
  readonly keyChangeId: string;
  readonly tokens: readonly KeyChangeToken[];
}
/** By their orders' ids. */
export type SetsBefore = ReadonlyMap<string, SetBefore>;

export class TokenOrderRepository {
  /** One person's orders come one after the other: so a key makes one order, and a limit is counted by one. */
  async lockPerson(tx: Tx, subject: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('token-order ' || $1 || ' ' || $2, 0))`, [tx.utility, subject]);
  }

  async findByKey(tx: Tx, subject: string, idempotencyKey: string): Promise<TokenOrder | undefined> {
    const row = await entities(tx).findOneBy(TokenOrderRow, { utility: tx.utility, requestedBySubject: subject, idempotencyKey });
    return row ? fromRow(row) : undefined;
  }

  /** Orders of a kind that a person has made since, but those that came to nothing. */
  async countSince(tx: Tx, { subject, kind, since }: { readonly subject: string; readonly kind: ManagementKind; readonly since: Date }) {
    const [row] = await sql<{ readonly count: number }>(
      tx,
      `select count(*)::int as count from token_order
        where utility = $1 and requested_by_subject = $2 and kind = $3 and requested_at > $4 and state not in ('refused', 'failed')`,
      [tx.utility, subject, kind, since],
    );
    return row?.count ?? 0;
  }

  /** @param at when the vault is asked for it, where it is */
  async insert(tx: Tx, order: TokenOrder, at: Date): Promise<void> {
    await entities(tx).insert(TokenOrderRow, toRow(tx, order, order.request ? at : undefined));
  }

  async find(tx: Tx, orderId: string): Promise<TokenOrder | undefined> {
    const row = await entities(tx).findOneBy(TokenOrderRow, { utility: tx.utility, orderId });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {VendingError} `vending.token_order_unknown` */
  async require(tx: Tx, orderId: string): Promise<TokenOrder> {
    const order = await this.find(tx, orderId);
    if (!order) throw new VendingError('vending.token_order_unknown', `there is no order ${orderId}`);
    return order;
  }

  /** Of these ids those that are orders', kept from others until the transaction ends; always in one order. */
  async lockAll(tx: Tx, orderIds: readonly string[]): Promise<readonly TokenOrder[]> {
    const rows = await sql<TokenOrderRow>(
      tx,
      `select ${COLUMNS} from token_order o where o.utility = $1 and o.order_id = any($2::uuid[]) order by o.order_id for update`,
      [tx.utility, orderIds],
    );
    return rows.map(fromRow);
  }

  /** The latest first. */
  async list(tx: Tx, { meterNumber, state, before, limit }: TokenOrderFilter): Promise<readonly TokenOrder[]> {
    const orderId = before === undefined ? undefined : LessThan(before);
    const rows = await entities(tx).find(TokenOrderRow, {
      where: present({ utility: tx.utility, meterNumber, state, orderId }),
      order: { orderId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** The sets of key changes that meters have not confirmed, by the orders whose tokens are made under the keys that those bring. */
  async setsBefore(tx: Tx, orderIds: readonly string[]): Promise<SetsBefore> {
    const rows = await sql<SetBefore & { readonly orderId: string }>(
      tx,
      `select o.order_id as "orderId", c.key_change_id as "keyChangeId", c.tokens from token_order o
         join key_change c on c.utility = o.utility and c.meter_number = o.meter_number and c.state = 'issued' and c.to_key = o.key_data
        where o.utility = $1 and o.order_id = any($2::uuid[])`,
      [tx.utility, orderIds],
    );
    return new Map(rows.map(({ orderId, ...set }) => [orderId, set]));
  }

  /** Stores what a second person has said of an order that `lockAll` gave, and what the vault is asked for because of it. */
  async decide(tx: Tx, order: TokenOrder): Promise<void> {
    const { orderId, decision, request } = order;
    const asked = request ? { keyData: request.keyData, tokenRequestedAt: decision?.decidedAt ?? null } : {};
    await entities(tx).update(
      TokenOrderRow,
      { utility: tx.utility, orderId },
      { state: stateOf(order), ...decisionToRow(decision), ...asked },
    );
  }

  /** Stores that an order which `lockAll` gave as awaiting its token is not wanted any more. */
  async cancel(tx: Tx, { orderId, cancellation }: TokenOrder): Promise<void> {
    await entities(tx).update(TokenOrderRow, { utility: tx.utility, orderId }, cancellationToRow(cancellation));
  }

  /** Stores the vault's answers to orders that `lockAll` gave as awaiting. */
  async settle(tx: Tx, orders: readonly SettledOrder[]): Promise<void> {
    for (const order of orders) {
      const settled = { state: stateOf(order), ...outcomeToRow(order.outcome) };
      await entities(tx).update(TokenOrderRow, { utility: tx.utility, orderId: order.orderId }, settled);
    }
  }

  /** What meters said; an acceptance stands, and else the latest. @throws {VendingError} `vending.token_order_unknown` */
  async recordDeliveries(tx: Tx, reports: readonly OrderDeliveryReport[]): Promise<void> {
    const orders = new Map(
      (
        await this.lockAll(
          tx,
          reports.map(({ orderId }) => orderId),
        )
      ).map((order) => [order.orderId, order]),
    );
    for (const { orderId, delivery } of reports) {
      const order = orders.get(orderId);
      if (!order) throw new VendingError('vending.token_order_unknown', `a meter reports on order ${orderId}, which there is not`);
      const known = order.delivery;
      if (known.state === 'accepted' || (known.state === 'rejected' && delivery.state === 'rejected' && known.at >= delivery.at)) continue;
      orders.set(orderId, { ...order, delivery });
      await entities(tx).update(TokenOrderRow, { utility: tx.utility, orderId }, deliveryToRow(delivery));
    }
  }

  /** Utilities of orders that `takeUnanswered` would take, those with the fewest first. For system work across utilities. */
  async utilitiesWithUnanswered(tx: Tx, { now, askedBefore }: UnansweredSince): Promise<readonly string[]> {
    const statement = utilitiesDue({ table: 'token_order', waiting: AWAITING, due: ASKED_BEFORE, since: 'token_requested_at' });
    const rows = await sql<{ readonly utility: string }>(tx, statement, [now, askedBefore]);
    return rows.map(({ utility }) => utility);
  }

  /** Takes orders that the vault was last asked for too long ago, and notes that it is asked again now. */
  async takeUnanswered(tx: Tx, { now, askedBefore, limit }: UnansweredSince & { readonly limit: number }): Promise<readonly AskedOrder[]> {
    const rows = await sql<TokenOrderRow>(
      tx,
      `with due as materialized (
         select utility, order_id from token_order
          where utility = $4 and ${AWAITING} and ${ASKED_BEFORE}
          order by token_requested_at limit $3 for update skip locked)
       update token_order o set token_requested_at = $1 from due
        where o.utility = due.utility and o.order_id = due.order_id
       returning ${COLUMNS}`,
      [now, askedBefore, limit, tx.utility],
    );
    return rows.map((row) => fromRow(row) as AskedOrder);
  }
}

interface UnansweredSince {
  readonly now: Date;
  /** Those asked for before this moment. */
  readonly askedBefore: Date;
}

const AWAITING = `state = 'awaiting-token'`;
/** What has waited long waits as long again, up to an hour. */
const ASKED_BEFORE = `token_requested_at < $2
  and $1::timestamptz - token_requested_at >= least(token_requested_at - coalesce(decided_at, requested_at), interval '1 hour')`;

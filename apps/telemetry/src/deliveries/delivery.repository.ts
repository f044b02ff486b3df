import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Delivery, DeliveryState, TokenVerdict } from './delivery.js';

export type NewDelivery = Pick<Delivery, 'deliveryId' | 'vendId' | 'meterNumber' | 'meterPan' | 'tokens' | 'createdAt' | 'expiresAt'>;

interface DeliveryRow {
  readonly utility: string;
  readonly delivery_id: string;
  readonly vend_id: string;
  readonly meter_number: string;
  readonly meter_pan: string;
  readonly tokens: readonly string[];
  readonly verdicts: Readonly<Record<string, TokenVerdict>>;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly created_at: Date;
  readonly expires_at: Date;
}

/** A delivery and whose it is, for work across utilities. */
export interface OwnedDelivery extends Delivery {
  readonly utility: string;
}

export interface Settlement {
  readonly state: Exclude<DeliveryState, 'pending'>;
  readonly code?: string;
  readonly verdicts: Delivery['verdicts'];
  readonly at: Date;
}

const COLUMNS = 'utility, delivery_id, vend_id, meter_number, meter_pan, tokens, verdicts, state, attempts, created_at, expires_at';

export class DeliveryRepository {
  /** One delivery per vend; a second one for the same vend is not stored. */
  async insert(tx: Tx, delivery: NewDelivery): Promise<boolean> {
    const { deliveryId, vendId, meterNumber, meterPan, tokens, createdAt, expiresAt } = delivery;
    const rows = await sql(
      tx,
      `insert into token_delivery
         (delivery_id, utility, vend_id, meter_number, meter_pan, tokens, state, created_at, expires_at, next_attempt_at)
       values ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $7) on conflict (utility, vend_id) do nothing returning delivery_id`,
      [deliveryId, tx.utility, vendId, meterNumber, meterPan, tokens, createdAt, expiresAt],
    );
    return rows.length > 0;
  }

  async lock(tx: Tx, deliveryId: string): Promise<Delivery | undefined> {
    const [row] = await sql<DeliveryRow>(tx, `select ${COLUMNS} from token_delivery where delivery_id = $1 and utility = $2 for update`, [
      deliveryId,
      tx.utility,
    ]);
    return row && fromRow(row);
  }

  async setVerdicts(tx: Tx, deliveryId: string, verdicts: Delivery['verdicts']): Promise<void> {
    await sql(tx, 'update token_delivery set verdicts = $2 where delivery_id = $1', [deliveryId, JSON.stringify(verdicts)]);
  }

  async settle(tx: Tx, deliveryId: string, { state, code, verdicts, at }: Settlement): Promise<void> {
    await sql(tx, 'update token_delivery set state = $2, code = $3, verdicts = $4, settled_at = $5 where delivery_id = $1', [
      deliveryId,
      state,
      code ?? null,
      JSON.stringify(verdicts),
      at,
    ]);
  }

  /** A meter is there: what waits for it is tried at once. @returns how many deliveries those are */
  async makeDue(tx: Tx, meterNumbers: readonly string[], at: Date): Promise<number> {
    const [row] = await sql<{ readonly due: number }>(
      tx,
      `with due as (
         update token_delivery set next_attempt_at = least(next_attempt_at, $3)
         where utility = $1 and meter_number = any($2) and state = 'pending' returning 1)
       select count(*)::int as due from due`,
      [tx.utility, meterNumbers, at],
    );
    return row?.due ?? 0;
  }

  /**
   * Takes deliveries that are due: of each connected meter the oldest pending one, so that tokens arrive in the order of
   * their vends. For system work across utilities; another instance's are skipped.
   */
  async takeDue(tx: Tx, now: Date, limit: number): Promise<readonly OwnedDelivery[]> {
    const rows = await sql<DeliveryRow>(
      tx,
      `select ${COLUMNS} from token_delivery as delivery
       where state = 'pending' and next_attempt_at <= $1 and expires_at > $1
         and exists (select from meter_state as state
           where state.utility = delivery.utility and state.meter_number = delivery.meter_number and state.connected)
         and not exists (select from token_delivery as earlier
           where earlier.utility = delivery.utility and earlier.meter_number = delivery.meter_number and earlier.state = 'pending'
             and (earlier.created_at, earlier.delivery_id) < (delivery.created_at, delivery.delivery_id))
       order by next_attempt_at limit $2 for update of delivery skip locked`,
      [now, limit],
    );
    return rows.map((row) => ({ ...fromRow(row), utility: row.utility }));
  }

  async postpone(tx: Tx, deliveryIds: readonly string[], nextAttempts: readonly Date[]): Promise<void> {
    await sql(
      tx,
      `update token_delivery set attempts = attempts + 1, next_attempt_at = next.at
       from unnest($1::uuid[], $2::timestamptz[]) as next(delivery_id, at) where token_delivery.delivery_id = next.delivery_id`,
      [deliveryIds, nextAttempts],
    );
  }

  /** Pending deliveries that no meter answered in time, locked. For system work across utilities. */
  async takeExpired(tx: Tx, now: Date, limit: number): Promise<readonly OwnedDelivery[]> {
    const rows = await sql<DeliveryRow>(
      tx,
      `select ${COLUMNS} from token_delivery where state = 'pending' and expires_at <= $1 order by expires_at limit $2 for update skip locked`,
      [now, limit],
    );
    return rows.map((row) => ({ ...fromRow(row), utility: row.utility }));
  }
}

const fromRow = (row: DeliveryRow): Delivery => ({
  deliveryId: row.delivery_id,
  vendId: row.vend_id,
  meterNumber: row.meter_number,
  meterPan: row.meter_pan,
  tokens: row.tokens,
  verdicts: row.verdicts,
  state: row.state,
  attempts: row.attempts,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});

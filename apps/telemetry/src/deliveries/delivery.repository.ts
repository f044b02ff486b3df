import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Delivery, DeliveryState, Verdicts } from './delivery.js';
import { DeliveryRow } from './delivery.row.js';

export type NewDelivery = Omit<Delivery, 'utility' | 'verdicts' | 'state' | 'attempts'>;

export interface Settled {
  readonly state: Exclude<DeliveryState, 'pending'>;
  readonly code?: string | undefined;
  readonly verdicts: Verdicts;
  readonly at: Date;
}

export interface NextAttempt {
  readonly delivery: Pick<Delivery, 'utility' | 'deliveryId'>;
  readonly at: Date;
}

const COLUMNS = columnsOf(DeliveryRow, 'delivery');

export class DeliveryRepository {
  /** One delivery per vend; a second one for the same vend is not stored. */
  async insert(tx: Tx, delivery: NewDelivery): Promise<boolean> {
    const { deliveryId, vendId, meterNumber, meterPan, tokens, createdAt, expiresAt, traceparent } = delivery;
    const rows = await sql(
      tx,
      `insert into token_delivery
         (delivery_id, utility, vend_id, meter_number, meter_pan, tokens, state, created_at, expires_at, next_attempt_at, traceparent)
       values ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $7, $9) on conflict (utility, vend_id) do nothing returning delivery_id`,
      [deliveryId, tx.utility, vendId, meterNumber, meterPan, tokens, createdAt, expiresAt, traceparent ?? null],
    );
    return rows.length > 0;
  }

  async lock(tx: Tx, deliveryId: string): Promise<Delivery | undefined> {
    const [row] = await sql<DeliveryRow>(
      tx,
      `select ${COLUMNS} from token_delivery as delivery where utility = $1 and delivery_id = $2 for update`,
      [tx.utility, deliveryId],
    );
    return row && fromRow(row);
  }

  async setVerdicts(tx: Tx, deliveryId: string, verdicts: Verdicts): Promise<void> {
    await entities(tx).update(DeliveryRow, { utility: tx.utility, deliveryId }, { verdicts });
  }

  async settle(tx: Tx, deliveryId: string, { state, code, verdicts, at }: Settled): Promise<void> {
    const settled = { state, code: code ?? null, verdicts, settledAt: at };
    await entities(tx).update(DeliveryRow, { utility: tx.utility, deliveryId }, settled);
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
   * their vends, and only where the utility of the vend holds the credentials: else another's meter would hear it. For system work across utilities; another instance's are skipped.
   */
  async takeDue(tx: Tx, now: Date, limit: number): Promise<readonly Delivery[]> {
    const rows = await sql<DeliveryRow>(
      tx,
      `select ${COLUMNS} from token_delivery as delivery
       where state = 'pending' and next_attempt_at <= $1 and expires_at > $1
         and exists (select from meter_state as state
           where state.utility = delivery.utility and state.meter_number = delivery.meter_number and state.connected)
         and exists (select from mqtt_credential as credential
           where credential.utility = delivery.utility and credential.meter_number = delivery.meter_number
             and credential.password_hash is not null)
         and not exists (select from token_delivery as earlier
           where earlier.utility = delivery.utility and earlier.meter_number = delivery.meter_number and earlier.state = 'pending'
             and (earlier.created_at, earlier.delivery_id) < (delivery.created_at, delivery.delivery_id))
       order by next_attempt_at limit $2 for update of delivery skip locked`,
      [now, limit],
    );
    return rows.map(fromRow);
  }

  /** For system work across utilities. */
  async postpone(tx: Tx, attempts: readonly NextAttempt[]): Promise<void> {
    await sql(
      tx,
      `update token_delivery as delivery set attempts = attempts + 1, next_attempt_at = next.at
       from unnest($1::text[], $2::uuid[], $3::timestamptz[]) as next(utility, delivery_id, at)
       where delivery.utility = next.utility and delivery.delivery_id = next.delivery_id`,
      [attempts.map(({ delivery }) => delivery.utility), attempts.map(({ delivery }) => delivery.deliveryId), attempts.map(({ at }) => at)],
    );
  }

  /** Pending deliveries that no meter answered in time, locked. For system work across utilities. */
  async takeExpired(tx: Tx, now: Date, limit: number): Promise<readonly Delivery[]> {
    const rows = await sql<DeliveryRow>(
      tx,
      `select ${COLUMNS} from token_delivery as delivery
       where state = 'pending' and expires_at <= $1 order by expires_at limit $2 for update skip locked`,
      [now, limit],
    );
    return rows.map(fromRow);
  }
}

const fromRow = ({ code: _code, nextAttemptAt: _next, settledAt: _settled, traceparent, ...row }: DeliveryRow): Delivery =>
  present({ ...row, traceparent: traceparent ?? undefined });

import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, prepared, sql, thereIs, unnested, utilitiesDue } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Delivery, DeliveryState, Verdicts } from './delivery.js';
import { limits } from '../telemetry-limits.js';
import { DeliveryRow } from './delivery.row.js';

/** A delivery as it is planned; when it was made and when it is given up is by the database's clock. */
export interface PlannedDelivery extends Pick<
  Delivery,
  'deliveryId' | 'vendId' | 'issuedFor' | 'meterNumber' | 'meterPan' | 'tokens' | 'ahead'
> {
  readonly traceparent: string | undefined;
}

export interface Settled {
  readonly state: Exclude<DeliveryState, 'pending'>;
  readonly code?: string | undefined;
  readonly verdicts: Verdicts;
  readonly at: Date;
}

/** A delivery that is due, and whether it can go. */
export interface DueDelivery {
  readonly delivery: Delivery;
  /** Its meter is connected. */
  readonly connected: boolean;
  /** The utility of the vend holds the meter's credentials: else another's meter would hear it. */
  readonly reachable: boolean;
  /** The oldest pending one of its meter: tokens arrive in the order of their vends. */
  readonly first: boolean;
  /** Since it was planned, by the database's clock. */
  readonly ageMs: number;
}

export interface NextAttempt {
  readonly delivery: Pick<Delivery, 'utility' | 'deliveryId'>;
  readonly sent: boolean;
  /** From now; undefined until the meter is there, or has answered what is before. */
  readonly afterMs: number | undefined;
}

export interface ExpiredDelivery {
  readonly delivery: Delivery;
  /** By the database's clock. */
  readonly at: Date;
}

const COLUMNS = columnsOf(DeliveryRow, 'delivery');

const isConnected = (utility: string, meterNumber: string): string =>
  thereIs(`from meter_state as state where state.utility = ${utility} and state.meter_number = ${meterNumber} and state.connected`);

/** Whoever plans for meters and whoever says that they are there meet here; by so many locks, however many meters there are. */
const MEETING = `hashtext('telemetry.deliveries')`;
const PLACES = 1_024;
const placeOf = (meterNumber: string): string => `hashtext($1 || ' ' || ${meterNumber}) & ${PLACES - 1}`;

/**
 * Waits for nobody: a place that others have is not had. Who has one keeps out who says that a meter is there, so that a transaction
 * that nobody goes on with ends soon.
 */
const KEEP_AWAY = `select meter_number as "meterNumber" from ${unnested(2, 'text')} as planned(meter_number)
  cross join (select set_config('idle_in_transaction_session_timeout', '${limits.deliveries.planningMs}', true)) as bounded
  where pg_try_advisory_xact_lock(${MEETING}, ${placeOf('planned.meter_number')})`;

const AWAIT_PLANNED = `select pg_advisory_xact_lock_shared(${MEETING}, place) from (
  select distinct ${placeOf('meter_number')} as place from ${unnested(2, 'text')} as there(meter_number)
  order by place) as places`;

/** Walks the index of what is due: deliveries asleep are at its far end, however many there are. */
export const LOCK_DUE = `select delivery_id from token_delivery
  where state = 'pending' and next_attempt_at <= now() and expires_at > now()
  order by next_attempt_at limit $1 for update skip locked`;

/** Times here are the database's own: instances whose clocks differ neither hold tokens up nor give them up. */
export class DeliveryRepository {
  /**
   * One delivery per vend or order, of those whose meter has credentials of this utility and takes tokens as this platform sends
   * them; known ones are left. Where the meter is away it sleeps from the start: whoever says that the meter is back waits for `tx`,
   * and wakes it. Where somebody is saying so at this moment it is looked at a little later.
   * @returns how many are to be looked at
   */
  async insert(tx: Tx, planned: readonly PlannedDelivery[], lifeHours: number): Promise<number> {
    const meterNumbers = planned.map(({ meterNumber }) => meterNumber);
    const kept = await prepared<{ readonly meterNumber: string }>(tx, KEEP_AWAY, [tx.utility, meterNumbers]);
    const keptAway = new Set(kept.map(({ meterNumber }) => meterNumber));
    const rows = await prepared<{ readonly asleep: boolean }>(
      tx,
      `insert into token_delivery
         (delivery_id, utility, vend_id, issued_for, meter_number, meter_pan, tokens, ahead, state, created_at, expires_at, next_attempt_at, traceparent)
       select delivery_id, $1, vend_id, issued_for, meter_number, meter_pan, string_to_array(tokens, ' '), ahead, 'pending',
         now(), now() + $11 * interval '1 hour',
         case when ${isConnected('$1', 'planned.meter_number')} then now() when kept_away then 'infinity'
           else now() + $12 * interval '1 millisecond' end, traceparent
       from ${unnested(2, 'uuid', 'uuid', 'text', 'text', 'text', 'text', 'text', 'int', 'boolean')}
         as planned(delivery_id, vend_id, meter_number, meter_pan, tokens, traceparent, issued_for, ahead, kept_away)
       cross join lateral (select from mqtt_credential as credential
         where credential.meter_number = planned.meter_number and credential.utility = $1 and credential.in_force
           and credential.device_profile is null
         limit 1) as reachable
       on conflict (utility, vend_id) do nothing returning next_attempt_at = 'infinity' as asleep`,
      [
        tx.utility,
        planned.map(({ deliveryId }) => deliveryId),
        planned.map(({ vendId }) => vendId),
        meterNumbers,
        planned.map(({ meterPan }) => meterPan),
        planned.map(({ tokens }) => tokens.join(' ')),
        planned.map(({ traceparent }) => traceparent ?? null),
        planned.map(({ issuedFor }) => issuedFor),
        planned.map(({ ahead }) => ahead),
        meterNumbers.map((meterNumber) => keptAway.has(meterNumber)),
        lifeHours,
        limits.deliveries.secondLookMs,
      ],
    );
    return rows.filter(({ asleep }) => !asleep).length;
  }

  /** Waits for whoever plans for these meters, once their state says that they are there: what was planned is seen after that. */
  async awaitPlanned(tx: Tx, meterNumbers: readonly string[]): Promise<void> {
    await prepared(tx, AWAIT_PLANNED, [tx.utility, meterNumbers]);
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

  /** Ends what is still to be sent of these vends. @returns their meters */
  async withdraw(tx: Tx, vendIds: readonly string[]): Promise<readonly string[]> {
    const rows = await sql<{ readonly meterNumber: string }>(
      tx,
      `with held as (
         select delivery_id from token_delivery where utility = $1 and vend_id = any($2::uuid[]) and state = 'pending'
         order by delivery_id for update)
       update token_delivery as delivery set state = 'expired', code = 'withdrawn', settled_at = now()
       from held where delivery.utility = $1 and delivery.delivery_id = held.delivery_id returning delivery.meter_number as "meterNumber"`,
      [tx.utility, vendIds],
    );
    return rows.map(({ meterNumber }) => meterNumber);
  }

  /** As `withdraw`, of whatever waits for these meters. */
  async withdrawOfMeters(tx: Tx, meterNumbers: readonly string[]): Promise<readonly string[]> {
    const rows = await sql<{ readonly vendId: string }>(
      tx,
      `select vend_id as "vendId" from token_delivery where utility = $1 and meter_number = any($2) and state = 'pending'`,
      [tx.utility, meterNumbers],
    );
    const vendIds = rows.map(({ vendId }) => vendId);
    return vendIds.length === 0 ? [] : this.withdraw(tx, vendIds);
  }

  /** Wakes of each of these meters the oldest pending delivery, to be tried at once. @returns how many deliveries those are */
  async makeDue(tx: Tx, meterNumbers: readonly string[]): Promise<number> {
    for (let tries = 1; ; tries++) {
      const [row] = await sql<{ readonly found: number; readonly woken: number }>(
        tx,
        `with oldest as (
           select pending.delivery_id from unnest($2::text[]) as meter(meter_number) cross join lateral (
             select delivery_id from token_delivery
             where utility = $1 and meter_number = meter.meter_number and state = 'pending'
             order by created_at, delivery_id limit 1) as pending),
         woken as (
           update token_delivery set next_attempt_at = least(next_attempt_at, now())
           where utility = $1 and state = 'pending' and delivery_id in (select delivery_id from oldest) returning 1)
         select (select count(*) from oldest)::int as found, (select count(*) from woken)::int as woken`,
        [tx.utility, meterNumbers],
      );
      const { found = 0, woken = 0 } = row ?? {};
      // One that was settled while this waited for its lock has a next one, which a new look finds.
      if (woken === found || tries === limits.deliveries.wakeTries) return woken;
    }
  }

  /**
   * Takes what is due, locked: what others hold is left to them. Whether it can go is asked in a second statement, which sees
   * what was committed before the locks were had; whoever makes a delivery due after that waits for them. So none falls asleep
   * that somebody has just woken; whoever looked for it before it was stored has not seen it. For system work across utilities.
   */
  async takeDue(tx: Tx, limit: number): Promise<readonly DueDelivery[]> {
    const locked = await prepared<{ readonly delivery_id: string }>(tx, LOCK_DUE, [limit]);
    if (locked.length === 0) return [];
    const rows = await prepared<DeliveryRow & Omit<DueDelivery, 'delivery'>>(
      tx,
      `select ${COLUMNS},
         ${isConnected('delivery.utility', 'delivery.meter_number')} as connected,
         ${thereIs(`from mqtt_credential as credential
           where credential.utility = delivery.utility and credential.meter_number = delivery.meter_number
             and credential.in_force`)} as reachable,
         not exists (select from token_delivery as earlier
           where earlier.utility = delivery.utility and earlier.meter_number = delivery.meter_number and earlier.state = 'pending'
             and (earlier.created_at, earlier.delivery_id) < (delivery.created_at, delivery.delivery_id)) as first,
         extract(epoch from now() - delivery.created_at)::float8 * 1000 as "ageMs"
       from ${unnested(1, 'uuid')} as locked(id) join token_delivery as delivery on delivery.delivery_id = locked.id`,
      [locked.map(({ delivery_id }) => delivery_id)],
    );
    return rows.map(({ connected, reachable, first, ageMs, ...row }) => ({ delivery: fromRow(row), connected, reachable, first, ageMs }));
  }

  /** Says when deliveries are looked at again. For system work across utilities. */
  async postpone(tx: Tx, attempts: readonly NextAttempt[]): Promise<void> {
    await prepared(
      tx,
      `update token_delivery as delivery set attempts = attempts + next.sent::int,
         sent_at = coalesce(delivery.sent_at, case when next.sent then now() end),
         next_attempt_at = case when next.after_ms is null then 'infinity' else now() + next.after_ms * interval '1 millisecond' end
       from ${unnested(1, 'text', 'uuid', 'boolean', 'float8')} as next(utility, delivery_id, sent, after_ms)
       where delivery.utility = next.utility and delivery.delivery_id = next.delivery_id`,
      [
        attempts.map(({ delivery }) => delivery.utility),
        attempts.map(({ delivery }) => delivery.deliveryId),
        attempts.map(({ sent }) => sent),
        attempts.map(({ afterMs }) => afterMs ?? null),
      ],
    );
  }

  /** Utilities of deliveries that no meter answered in time, those with the fewest first. For system work across utilities. */
  async utilitiesWithExpired(tx: Tx): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      utilitiesDue({ table: 'token_delivery', waiting: `state = 'pending'`, due: 'expires_at <= now()', since: 'expires_at' }),
    );
    return rows.map(({ utility }) => utility);
  }

  /** Pending deliveries that no meter answered in time, locked; others hold theirs. */
  async takeExpired(tx: Tx, limit: number): Promise<readonly ExpiredDelivery[]> {
    const rows = await sql<DeliveryRow & { readonly at: Date }>(
      tx,
      `select ${COLUMNS}, now() as at from token_delivery as delivery
       where utility = $2 and state = 'pending' and expires_at <= now() order by expires_at limit $1 for update skip locked`,
      [limit, tx.utility],
    );
    return rows.map(({ at, ...row }) => ({ delivery: fromRow(row), at }));
  }
}

const fromRow = ({ code: _code, nextAttemptAt: _next, sentAt: _sent, settledAt: _settled, traceparent, ...row }: DeliveryRow): Delivery =>
  present({ ...row, traceparent: traceparent ?? undefined });

import { deliveryState, LAST_SEEN_HOURS, MESSAGE_RATE_SECONDS } from '@openprepay/contracts/http/telemetry-fleet';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { ALARM_KINDS } from '../alarm-rules/alarm-rule.js';
import type { DeliveryState } from '../deliveries/delivery.js';
import { limits } from '../telemetry-limits.js';
import type { AlarmCount, DeliveryCount, Presence, Silence } from './fleet.js';

/** What is added up and what is not yet, of the figures `$2`: each found by its key, with its times. */
const COUNTS = `(
  select figure, bucket, total from fleet_count where utility = $1 and figure = any($2::text[])
  union all select figure, bucket, delta from fleet_change where utility = $1 and figure = any($2::text[])) as counts`;

/**
 * Adds up the changes that are there, but for those that another instance holds. Sums are locked in their order.
 */
const FOLD = `with taken as (
    delete from fleet_change where ctid = any (array (select ctid from fleet_change limit $1 for update skip locked))
    returning utility, figure, bucket, delta),
  added as (
    insert into fleet_count as kept (utility, figure, bucket, total)
    select utility, figure, bucket, sum(delta) from taken group by 1, 2, 3 having sum(delta) <> 0 order by 1, 2, 3
    on conflict (utility, figure, bucket) do update set total = kept.total + excluded.total)
  select count(*)::int as taken from taken`;

/** Messages are counted in steps; the rate is of whole ones, of which every instance has told. */
const STEP = `${limits.fleet.messagesEveryMs} * interval '1 millisecond'`;
const MESSAGES = 'messages';
const DELIVERY = 'delivery:';
/** With severity and kind. */
const ALARM = 'alarm:';

const DELIVERY_FIGURES = deliveryState.options.map((state) => DELIVERY + state);
const ALARM_FIGURES = ALARM_KINDS.flatMap((kind) => [1, 2, 3, 4].map((severity) => `${ALARM}${severity}:${kind}`));

/** What it counts, and how many of those are away and were last heard of before each of {@link LAST_SEEN_HOURS}. */
export interface PresenceCount {
  readonly presence: Presence;
  readonly meters: number;
  readonly silent: readonly Silence[];
}

export interface DeliveryRange {
  /** By when they were made, to the quarter of an hour. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

/** The kept counts of a fleet. The tables that are counted write the changes themselves, by trigger. */
export class CountRepository {
  async presence(tx: Tx): Promise<readonly PresenceCount[]> {
    const silent = LAST_SEEN_HOURS.map(
      (hours) => `coalesce(sum(total) filter (where bucket <= now() - interval '${hours + 1} hours'), 0)::int`,
    );
    const rows = await sql<{ readonly figure: Presence; readonly meters: number; readonly silent: readonly number[] }>(
      tx,
      `select figure, sum(total)::int as meters, array[${silent.join(', ')}] as silent from ${COUNTS} group by figure`,
      [tx.utility, ['connected', 'offline', 'never-seen'] satisfies Presence[]],
    );
    return rows.map(({ figure, meters, silent: counted }) => ({
      presence: figure,
      meters,
      silent: LAST_SEEN_HOURS.map((olderThanHours, place) => ({ olderThanHours, meters: counted[place] ?? 0 })),
    }));
  }

  /** Of the range, or all that there are; a state that none is in is left out. */
  async deliveries(tx: Tx, range?: DeliveryRange): Promise<readonly DeliveryCount[]> {
    return sql<DeliveryCount>(
      tx,
      `select substr(figure, ${DELIVERY.length + 1}) as state, sum(total)::int as count from ${COUNTS}
       where ($3::timestamptz is null or bucket >= $3) and ($4::timestamptz is null or bucket < $4)
       group by 1 having sum(total) <> 0 order by 1`,
      [tx.utility, DELIVERY_FIGURES, range?.from ?? null, range?.to ?? null],
    );
  }

  /** All that are pending, whenever they were made. */
  async pendingDeliveries(tx: Tx): Promise<number> {
    const [row] = await sql<{ readonly count: number }>(tx, `select coalesce(sum(total), 0)::int as count from ${COUNTS}`, [
      tx.utility,
      [`${DELIVERY}${'pending' satisfies DeliveryState}`],
    ]);
    return row?.count ?? 0;
  }

  async openAlarms(tx: Tx): Promise<readonly AlarmCount[]> {
    return sql<AlarmCount>(
      tx,
      `select split_part(figure, ':', 3) as kind, split_part(figure, ':', 2)::int as severity, sum(total)::int as count
       from ${COUNTS} group by figure having sum(total) <> 0 order by severity, kind`,
      [tx.utility, ALARM_FIGURES],
    );
  }

  /** Messages of the last whole minute of steps. */
  async messagesOfLastMinute(tx: Tx): Promise<number> {
    const [row] = await sql<{ readonly messages: number }>(
      tx,
      `select coalesce(sum(total), 0)::int as messages from ${COUNTS}, (select date_bin(${STEP}, now(), 'epoch') as now) as step
       where bucket >= step.now - $3 * interval '1 second' - ${STEP} and bucket < step.now - ${STEP}`,
      [tx.utility, [MESSAGES], MESSAGE_RATE_SECONDS],
    );
    return row?.messages ?? 0;
  }

  /** Counts messages as of the step that the database's clock is in. For system work across utilities. */
  async addMessages(tx: Tx, messages: ReadonlyMap<string, number>): Promise<void> {
    await sql(
      tx,
      `insert into fleet_change select utility, '${MESSAGES}', date_bin(${STEP}, now(), 'epoch'), messages
       from unnest($1::text[], $2::bigint[]) as counted(utility, messages)`,
      [[...messages.keys()], [...messages.values()]],
    );
  }

  /** For system work across utilities. @returns how many changes were added up */
  async fold(tx: Tx, limit: number): Promise<number> {
    const [row] = await sql<{ readonly taken: number }>(tx, FOLD, [limit]);
    return row?.taken ?? 0;
  }

  /** Forgets sums that came to nothing, and rates that nobody asks for. For system work across utilities. */
  async forget(tx: Tx): Promise<void> {
    await sql(
      tx,
      `delete from fleet_count where ctid = any (array (
         select ctid from fleet_count where total = 0 or (figure = '${MESSAGES}' and bucket < now() - interval '1 hour')
         for update skip locked))`,
    );
  }
}

import { present } from '@openprepay/contracts/present';
import { among, entities, prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { limits } from '../telemetry-limits.js';
import { arrayOf, arrayOfTimes } from './array-of.js';
import { MeterStateRow } from './meter-state.row.js';
import type { MeterSettings } from '../uplink/meter-settings.js';
import type { MeterState, Relay } from './shadow.js';

export interface Seen {
  readonly meterNumber: string;
  readonly at: Date;
}

export interface StateReport extends Seen {
  readonly connected: boolean;
  readonly firmware?: string | undefined;
}

export interface RelayReport extends Seen {
  /** The meter's own counter of its messages. */
  readonly seq: number;
  readonly receivedAt: Date;
}

export interface Staleness {
  /** Not heard of since then. */
  readonly before: Date;
  readonly at: Date;
  readonly limit: number;
}

interface Changed {
  readonly meter_number: string;
}

export class MeterStateRepository {
  /** @returns undefined of a meter that was never heard of */
  async find(tx: Tx, meterNumber: string): Promise<MeterState | undefined> {
    const row = await entities(tx).findOneBy(MeterStateRow, { utility: tx.utility, meterNumber });
    return row ? fromRow(row) : undefined;
  }

  /** Writes down a meter's own word on its session. @returns whether it changed */
  async report(tx: Tx, { meterNumber, connected, firmware, at }: StateReport): Promise<boolean> {
    // Locked first: a report by a former session may come while the next one's is written.
    const [known] = await sql<{ readonly connected: boolean; readonly firmware: string | null }>(
      tx,
      'select connected, firmware from meter_state where utility = $1 and meter_number = $2 for update',
      [tx.utility, meterNumber],
    );
    await sql(
      tx,
      `insert into meter_state (utility, meter_number, connected, changed_at, last_seen_at, firmware) values ($1, $2, $3, $4, $4, $5)
       on conflict (utility, meter_number) do update set
         connected = excluded.connected,
         changed_at = case when meter_state.connected = excluded.connected then meter_state.changed_at else excluded.changed_at end,
         last_seen_at = case when not excluded.connected then meter_state.last_seen_at
           when meter_state.last_seen_at > $6 then excluded.last_seen_at
           else greatest(meter_state.last_seen_at, excluded.last_seen_at) end,
         firmware = coalesce(excluded.firmware, meter_state.firmware)`,
      [tx.utility, meterNumber, connected, at, firmware ?? null, latestOurs(at)],
    );
    return known === undefined || known.connected !== connected || (firmware !== undefined && known.firmware !== firmware);
  }

  /**
   * Moves `last_seen_at` forward, of a meter that is there once a second: one that says much is not written down each time. A time that is ahead of `now` is of a clock of ours that was wrong, and holds nothing up.
   *
   * @returns the meters that were new, or counted as offline and spoke after that
   */
  async seen(tx: Tx, seen: readonly Seen[], now: Date): Promise<readonly string[]> {
    const rows = await prepared<Changed>(tx, SEEN, [
      tx.utility,
      arrayOf(seen, ({ meterNumber }) => meterNumber),
      arrayOfTimes(seen, ({ at }) => at),
      latestOurs(now),
      limits.presence.seenEveryMs,
    ]);
    return rows.map(({ meter_number }) => meter_number);
  }

  /**
   * Marks connected meters offline that were not heard of since `before`, nor for twice as long as they rest between readings; they keep when
   * they were last seen. They are looked for once, by themselves, so that they are no more than the limit.
   */
  async markStale(tx: Tx, { before, at, limit }: Staleness): Promise<readonly string[]> {
    const rows = await sql<Changed>(
      tx,
      `with stale as materialized (
         select meter_number from meter_state where connected and utility = $1 and last_seen_at < $2
           and last_seen_at < $2 - coalesce(interval_seconds, 0) * interval '2 seconds'
         order by meter_number limit $4 for update skip locked)
       update meter_state as state set connected = false, changed_at = $3 from stale
       where state.utility = $1 and state.meter_number = stale.meter_number
       returning state.meter_number`,
      [tx.utility, before, at, limit],
    );
    return rows.map(({ meter_number }) => meter_number);
  }

  /** Counts from now for meters that were heard of ahead of it, by a clock of ours that was wrong. For system work across utilities. */
  async noneAhead(tx: Tx, now: Date): Promise<void> {
    await sql(tx, 'update meter_state set last_seen_at = $1 where connected and last_seen_at > $2', [now, latestOurs(now)]);
  }

  /** Utilities that have connected meters not heard of since `before`. For system work across utilities. */
  async utilitiesWithStale(tx: Tx, before: Date): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      'select distinct utility from meter_state where connected and last_seen_at < $1',
      [before],
    );
    return rows.map(({ utility }) => utility);
  }

  /** Keeps what the meter said of its credit, unless something newer is known. Whether it is there is said by `seen` and `report` alone. */
  async setCredit(tx: Tx, { meterNumber, at }: Seen, creditRemaining: string): Promise<void> {
    await sql(
      tx,
      `insert into meter_state (utility, meter_number, connected, changed_at, last_seen_at, credit_remaining, credit_at)
       values ($1, $2, false, $4, $4, $3, $4)
       on conflict (utility, meter_number) do update set credit_remaining = excluded.credit_remaining, credit_at = excluded.credit_at
       where meter_state.credit_at is null or meter_state.credit_at <= excluded.credit_at or meter_state.credit_at > $5`,
      [tx.utility, meterNumber, creditRemaining, at, latestOurs(at)],
    );
  }

  /**
   * Keeps what the meter said of its relay, unless it said something later before. Its clock may have gone back: what is older by
   * more than a word can be late, and counts on, is later all the same; and after as long without a word any is taken. Whether it is there is said by `seen` and `report` alone.
   */
  async setRelay(tx: Tx, { meterNumber, at, seq, receivedAt }: RelayReport, relay: Relay): Promise<void> {
    await sql(
      tx,
      `insert into meter_state as state (utility, meter_number, connected, changed_at, last_seen_at, relay, relay_at, relay_seq, relay_received_at)
       values ($1, $2, false, $6, $6, $3, $4, $5, $6)
       on conflict (utility, meter_number) do update set
         relay = excluded.relay, relay_at = excluded.relay_at, relay_seq = excluded.relay_seq, relay_received_at = excluded.relay_received_at
       where state.relay_at is null or state.relay_at <= excluded.relay_at
         or (state.relay_seq < excluded.relay_seq and excluded.relay_at < state.relay_at - $7 * interval '1 millisecond')
         or state.relay_received_at < excluded.relay_received_at - $7 * interval '1 millisecond'`,
      [tx.utility, meterNumber, relay, at, seq, receivedAt, limits.shadow.maxLatenessMs],
    );
  }

  /** Keeps what the meter said of its settings; of what it did not speak it has said nothing new. */
  async setSettings(tx: Tx, { meterNumber, at }: Seen, { relay, ...settings }: MeterSettings): Promise<void> {
    const { intervalSeconds = null, tariffIndex = null, powerLimitWatts = null } = settings;
    if (relay !== undefined) await this.setRelay(tx, { meterNumber, at, seq: 0, receivedAt: at }, relay);
    await sql(
      tx,
      `update meter_state set interval_seconds = coalesce($3, interval_seconds), tariff_index = coalesce($4, tariff_index),
         power_limit_watts = coalesce($5, power_limit_watts), reported_at = $6
       where utility = $1 and meter_number = $2 and (reported_at is null or reported_at <= $6 or reported_at > $7)`,
      [tx.utility, meterNumber, intervalSeconds, tariffIndex, powerLimitWatts, at, latestOurs(at)],
    );
  }
}

/** Who is back is read from what was written: somebody may have said that the meter is away since `known` was looked at. */
const SEEN = `
  with seen as (select meter_number, at from ${unnested(2, 'text', 'timestamptz')} as seen(meter_number, at)),
  known as (
    select meter_number, connected, last_seen_at
    from meter_state where utility = $1 and meter_number = ${among(2, 'text')}),
  written as (
    insert into meter_state as state (utility, meter_number, connected, changed_at, last_seen_at)
    select $1, meter_number, true, at, at from seen left join known using (meter_number)
    where known.connected is not true or known.last_seen_at < seen.at - $5 * interval '1 millisecond' or known.last_seen_at > $4
    order by meter_number
    on conflict (utility, meter_number) do update set
      last_seen_at = case when state.last_seen_at > $4 then excluded.last_seen_at
        else greatest(state.last_seen_at, excluded.last_seen_at) end,
      connected = state.connected or state.changed_at < excluded.last_seen_at or state.changed_at > $4,
      changed_at = case when not state.connected and (state.changed_at < excluded.last_seen_at or state.changed_at > $4)
        then excluded.last_seen_at else state.changed_at end
    returning meter_number, connected, changed_at)
  select meter_number from written join seen using (meter_number) where written.connected and written.changed_at = seen.at`;

/** No clock of ours that is right is further ahead. */
const latestOurs = (now: Date): Date => new Date(now.getTime() + limits.presence.maxSkewMs);

const fromRow = (row: MeterStateRow): MeterState =>
  present({
    connected: row.connected,
    lastSeenAt: row.lastSeenAt,
    firmware: row.firmware ?? undefined,
    relay: row.relay ?? undefined,
    credit: row.creditRemaining === null || row.creditAt === null ? undefined : { value: row.creditRemaining, ts: row.creditAt },
    intervalSeconds: row.intervalSeconds ?? undefined,
    tariffIndex: row.tariffIndex ?? undefined,
    powerLimitWatts: row.powerLimitWatts ?? undefined,
  });

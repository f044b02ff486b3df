import { present } from '@openprepay/contracts/present';
import type { AlarmKind } from '@openprepay/contracts/telemetry';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { ListedMeter, Presence } from './fleet.js';

export interface MeterFilter {
  readonly presences: readonly Presence[];
  /** Heard of, and not since then. */
  readonly lastSeenBefore?: Date | undefined;
  /** Of an open alarm: its kind, or `true` for any. */
  readonly alarm?: AlarmKind | 'true' | undefined;
  /** Hanging on this part of the network. */
  readonly networkNode?: string | undefined;
  readonly after?: { readonly meterNumber: string; readonly lastSeenAt: string | undefined } | undefined;
  readonly limit: number;
}

interface ListedRow {
  readonly meterNumber: string;
  readonly presence: Presence;
  readonly lastSeenAt: Date | null;
  readonly changedAt: Date | null;
  readonly firmware: string | null;
  readonly relay: 'open' | 'closed' | null;
  readonly creditRemaining: string | null;
}

const STATE = (
  presence: Presence,
): string => `select meter_number as "meterNumber", '${presence}' as presence, last_seen_at as "lastSeenAt",
  changed_at as "changedAt", firmware, relay, credit_remaining as "creditRemaining" from meter_state
  where utility = $1 and ${presence === 'connected' ? 'connected' : 'not connected'}`;

const UNHEARD = `select meter_number as "meterNumber", 'never-seen' as presence, null::timestamptz as "lastSeenAt",
  null::timestamptz as "changedAt", null as firmware, null as relay, null as "creditRemaining" from unheard_meter where utility = $1`;

const BY_NUMBER: Readonly<Record<Presence, string>> = {
  connected: `${STATE('connected')} and ($2::text is null or meter_number > $2) order by meter_number limit $3`,
  offline: `${STATE('offline')} and ($2::text is null or meter_number > $2) order by meter_number limit $3`,
  'never-seen': `${UNHEARD} and ($2::text is null or meter_number > $2) order by meter_number limit $3`,
};

const SILENT = (presence: 'connected' | 'offline'): string => `${STATE(presence)} and last_seen_at < $4
  and ($5::timestamptz is null or (last_seen_at, meter_number) > ($5, $2)) order by last_seen_at, meter_number limit $3`;

/** By the index of the open alarms: of one kind, or of each meter. */
const ALARMED = `select alarmed.meter_number as "meterNumber", presence, last_seen_at as "lastSeenAt", changed_at as "changedAt",
    firmware, relay, credit_remaining as "creditRemaining"
  from (select distinct meter_number from alarm where utility = $1 and acknowledged_at is null and cleared_at is null
    and ($4::text is null or kind = $4) and ($2::text is null or meter_number > $2)) as alarmed
  left join meter_state as state on state.utility = $1 and state.meter_number = alarmed.meter_number,
  lateral (select case when connected then 'connected' when connected is null then 'never-seen' else 'offline' end as presence) as here
  where presence = any($5::text[]) and ($6::timestamptz is null or last_seen_at < $6) order by 1 limit $3`;

/** By the index of the meters of a part of the network; alarms as above, where they are asked for too. */
const AT_NODE = `select m.meter_number as "meterNumber", presence, last_seen_at as "lastSeenAt", state.changed_at as "changedAt",
    firmware, relay, credit_remaining as "creditRemaining"
  from meter as m left join meter_state as state on state.utility = m.utility and state.meter_number = m.meter_number,
  lateral (select case when connected then 'connected' when connected is null then 'never-seen' else 'offline' end as presence) as here
  where m.utility = $1 and m.network_node = $7 and ($2::text is null or m.meter_number > $2)
    and ($4::text is null or exists (select 1 from alarm as a where a.utility = $1 and a.meter_number = m.meter_number
      and a.acknowledged_at is null and a.cleared_at is null and $4 in ('true', a.kind)))
    and presence = any($5::text[]) and ($6::timestamptz is null or last_seen_at < $6) order by 1 limit $3`;

/** Meters with what they last said of themselves: each presence is read from an index of its own, and they are put together in order. */
export class ListedMeterRepository {
  /** By number; where they are asked for by their silence, and not by an alarm or a place, those first that were silent for longest. */
  async list(tx: Tx, filter: MeterFilter): Promise<readonly ListedMeter[]> {
    const { presences, lastSeenBefore, alarm, networkNode, after, limit } = filter;
    if (networkNode !== undefined) {
      const atNode = [tx.utility, after?.meterNumber ?? null, limit, alarm ?? null, presences, lastSeenBefore ?? null, networkNode];
      return (await sql<ListedRow>(tx, AT_NODE, atNode)).map(fromRow);
    }
    if (alarm !== undefined) {
      const kind = alarm === 'true' ? null : alarm;
      const ofAlarms = [tx.utility, after?.meterNumber ?? null, limit, kind, presences, lastSeenBefore ?? null];
      return (await sql<ListedRow>(tx, ALARMED, ofAlarms)).map(fromRow);
    }
    const parts = presences.flatMap((presence) => {
      if (lastSeenBefore === undefined) return [BY_NUMBER[presence]];
      return presence === 'never-seen' ? [] : [SILENT(presence)];
    });
    if (parts.length === 0) return [];
    const together = parts.map((part) => `(${part})`).join(' union all ');
    const order = lastSeenBefore === undefined ? '"meterNumber"' : '"lastSeenAt", "meterNumber"';
    const silence = lastSeenBefore === undefined ? [] : [lastSeenBefore, after?.lastSeenAt ?? null];
    const rows = await sql<ListedRow>(tx, `select * from (${together}) as listed order by ${order} limit $3`, [
      tx.utility,
      after?.meterNumber ?? null,
      limit,
      ...silence,
    ]);
    return rows.map(fromRow);
  }
}

const fromRow = ({ lastSeenAt, changedAt, firmware, relay, creditRemaining, ...row }: ListedRow): ListedMeter =>
  present({
    ...row,
    lastSeenAt: lastSeenAt ?? undefined,
    changedAt: changedAt ?? undefined,
    firmware: firmware ?? undefined,
    relay: relay ?? undefined,
    creditRemaining: creditRemaining ?? undefined,
  });

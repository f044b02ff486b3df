import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Severity } from '../alarm-rules/alarm-rule.js';
import { mayCome } from '../credentials/credential.repository.js';
import type { OpenAlarm } from '../alarms/alarm.repository.js';
import { limits } from '../telemetry-limits.js';
import type { Storm, Struck } from './storm.js';
import { StormRow } from './storm.row.js';

export interface StormFilter {
  readonly state?: 'open' | 'ended' | undefined;
  readonly networkNode?: string | undefined;
  readonly before?: readonly [at: string, id: string] | undefined;
  readonly limit: number;
}

/** Meters of which it has become known between these times that they are silent. */
export interface Silence {
  readonly after: Date;
  readonly at: Date;
}

/** Meters that a storm takes: those below its part of the network that have just gone silent. */
export interface Taking extends Silence, Pick<Storm, 'stormId' | 'networkNode'> {
  readonly severity: Severity;
}

/** An alarm that was the storm's and is now the meter's own. */
export interface LeftAlarm {
  readonly alarmId: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly severity: Severity;
  readonly raisedAt: Date;
}

/** Codes of a part of the network and of all that it feeds. @param code an expression */
export const BELOW = (code: string): string => `with recursive down as (
    select ${code} as code union select n.code from network_node n join down on n.utility = $1 and n.parent = down.code)`;

/** Meters that hang on the network, are away and are of no storm and no alarm: $2 they were not yet for so long by then, $3 now they are. */
const SILENT = `
  select cause.meter_number, meter.meter_pan, meter.network_node from alarm_cause cause
  join meter on meter.utility = $1 and meter.meter_number = cause.meter_number and meter.network_node is not null
  join meter_state state on state.utility = $1 and state.meter_number = cause.meter_number and not state.connected
  cross join lateral (select cause.since + greatest($4::int, 2 * coalesce(state.interval_seconds, 0)) * interval '1 second' as at) known
  where cause.utility = $1 and cause.kind = 'offline' and cause.alarm_id is null and cause.storm_id is null and known.at > $2 and known.at <= $3
    and ${mayCome('cause')}`;

const STRUCK = `
with recursive silent as (select network_node as code, count(*)::int as meters from (${SILENT}) away group by 1),
up as (
  select code, code as origin from silent
  union select n.parent, up.origin from network_node n join up on n.utility = $1 and n.code = up.code where n.parent is not null),
gathered as (
  select up.code, sum(silent.meters)::int as silent from up join silent on silent.code = up.origin group by 1 having sum(silent.meters) >= $5)
select gathered.code, n.parent, gathered.silent, (
  ${BELOW('gathered.code')}
  select count(*)::int from (
    select from down join meter m on m.utility = $1 and m.network_node = down.code
      join meter_state s on s.utility = $1 and s.meter_number = m.meter_number where s.connected limit gathered.silent + 1) there) as connected
from gathered left join network_node n on n.utility = $1 and n.code = gathered.code order by 1`;

/**
 * The alarms of a storm are raised with it, and told of by it alone. Whoever ends the silence of a meter meanwhile waits, and finds
 * the alarm.
 */
const RAISE = `
with away as materialized (${SILENT} and meter.network_node in (${BELOW('$7::text')} select code from down) order by 1 limit $8 for update of cause)
insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at, storm_id, gathered)
select gen_random_uuid(), $1, meter_number, meter_pan, 'offline', $6::smallint, $3, $5::uuid, true from away
on conflict (utility, meter_number, kind) where acknowledged_at is null and cleared_at is null do nothing
returning alarm_id as "alarmId", meter_number as "meterNumber", kind`;

/** Found by the whole key of a cause: `kind` is a column here, since a storm has more causes of one kind than statistics know of. */
const TAKE = `
update alarm_cause cause set storm_id = $2, alarm_id = raised.alarm_id
from unnest($3::text[], $4::text[], $5::uuid[]) as raised(meter_number, kind, alarm_id)
where cause.utility = $1 and cause.meter_number = raised.meter_number and cause.kind = raised.kind`;

const LEAVE = `
with left_over as (
  update alarm_cause set storm_id = null where utility = $1 and storm_id = $2 returning alarm_id),
alone as (
  update alarm set gathered = false where utility = $1 and storm_id = $2 and cleared_at is null returning *)
select alarm_id as "alarmId", meter_number as "meterNumber", meter_pan as "meterPan", severity, raised_at as "raisedAt"
from alone where alarm_id in (select alarm_id from left_over) and acknowledged_at is null order by 2`;

/** With the alarms of an open storm that nobody and nothing has ended, and those of them that nobody has looked at. */
const STORMS = `
select ${columnsOf(StormRow, 'storm')}, coalesce(left_over.away, 0) as away, coalesce(left_over.unacknowledged, 0) as unacknowledged
from alarm_storm storm left join lateral (
  select count(*)::int as away, count(*) filter (where alarm.acknowledged_at is null)::int as unacknowledged from alarm
  where alarm.utility = $1 and alarm.storm_id = storm.storm_id and alarm.cleared_at is null) left_over on storm.ended_at is null`;

/** As the index of the open ones has it. */
const IN_STATE = { open: 'and ended_at is null', ended: 'and ended_at is not null' } as const;

export class StormRepository {
  /** Takes the silence of a utility for the rest of the transaction: two instances make no two storms of one. */
  async lock(tx: Tx): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('telemetry.silence:' || $1, 0))`, [tx.utility]);
  }

  async open(tx: Tx): Promise<readonly Storm[]> {
    return this.list(tx, { state: 'open', limit: MAX_OPEN });
  }

  /** The newest first. */
  async list(tx: Tx, { state, networkNode, before, limit }: StormFilter): Promise<readonly Storm[]> {
    const rows = await sql<CountedRow>(
      tx,
      `${STORMS}
       where utility = $1 ${state === undefined ? '' : IN_STATE[state]} and ($2::text is null or network_node = $2)
         and ($3::timestamptz is null or (began_at, storm_id) < ($3, $4::uuid))
       order by began_at desc, storm_id desc limit $5`,
      [tx.utility, networkNode ?? null, before?.[0] ?? null, before?.[1] ?? null, limit],
    );
    return rows.map(fromRow);
  }

  async find(tx: Tx, stormId: string): Promise<Storm | undefined> {
    const [row] = await sql<CountedRow>(tx, `${STORMS} where utility = $1 and storm_id = $2`, [tx.utility, stormId]);
    return row && fromRow(row);
  }

  async isKnown(tx: Tx, stormId: string): Promise<boolean> {
    return entities(tx).existsBy(StormRow, { utility: tx.utility, stormId });
  }

  /** That a storm has so many meters has been told. */
  async told(tx: Tx, stormId: string, { toldMeters, toldAt }: Pick<Storm, 'toldMeters' | 'toldAt'>): Promise<void> {
    await entities(tx).update(StormRow, { utility: tx.utility, stormId }, { toldMeters, toldAt });
  }

  /** Parts of the network on which, or below which, so many meters have just gone silent. */
  async struck(tx: Tx, { after, at }: Silence): Promise<readonly Struck[]> {
    const { silentSeconds, leastMeters } = limits.storms;
    const rows = await sql<Struck & { readonly parent: string | null }>(tx, STRUCK, [tx.utility, after, at, silentSeconds, leastMeters]);
    return rows.map(({ parent, ...row }) => present({ ...row, parent: parent ?? undefined }));
  }

  async begin(tx: Tx, storm: Omit<Storm, 'away' | 'unacknowledged' | 'endedAt'>): Promise<void> {
    await entities(tx).insert(StormRow, { ...storm, utility: tx.utility });
  }

  /** Raises the alarms of the meters that the storm takes, so many at once. @returns how many those are */
  async take(tx: Tx, { stormId, networkNode, after, at, severity }: Taking): Promise<number> {
    const raised = await sql<Pick<OpenAlarm, 'alarmId' | 'meterNumber' | 'kind'>>(tx, RAISE, [
      tx.utility,
      after,
      at,
      limits.storms.silentSeconds,
      stormId,
      severity,
      networkNode,
      limits.storms.takenAtOnce,
    ]);
    const columns = [raised.map(({ meterNumber }) => meterNumber), raised.map(({ kind }) => kind), raised.map(({ alarmId }) => alarmId)];
    if (raised.length > 0) await sql(tx, TAKE, [tx.utility, stormId, ...columns]);
    return raised.length;
  }

  /** Others have joined: a meter that was back meanwhile has another alarm, and is still one meter. @returns how many meters it has */
  async grow(tx: Tx, stormId: string, at: Date): Promise<number> {
    const [grown] = await sql<Pick<Storm, 'meters'>>(
      tx,
      `update alarm_storm set last_joined_at = $3, meters = (
         select count(distinct meter_number)::int from alarm where utility = $1 and storm_id = $2)
       where utility = $1 and storm_id = $2 returning meters`,
      [tx.utility, stormId, at],
    );
    return grown?.meters ?? 0;
  }

  /** @returns the alarms of the meters that are not back */
  async end(tx: Tx, stormId: string, endedAt: Date): Promise<readonly LeftAlarm[]> {
    await entities(tx).update(StormRow, { utility: tx.utility, stormId }, { endedAt });
    return sql<LeftAlarm>(tx, LEAVE, [tx.utility, stormId]);
  }
}

type CountedRow = StormRow & Pick<Storm, 'away' | 'unacknowledged'>;

const fromRow = ({ utility: _utility, endedAt, ...row }: CountedRow): Storm => present({ ...row, endedAt: endedAt ?? undefined });

/** Of one utility at a time; beyond, the oldest wait. */
const MAX_OPEN = 1_000;

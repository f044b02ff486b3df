import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Meter } from './meter.js';
import { type LocalDay, meterFromRow, partsBelow } from './meter.repository.js';
import { MeterRow } from './meter.row.js';

/** Digits of the longest meter number. */
const LONGEST_NUMBER = 13;
/** So many pages of meters are looked through for those of a part of the network before each of its parts is looked at by itself. */
const PAGES_NEAR = 20;

export interface MeterFilter {
  readonly accountNumber?: string | undefined;
  readonly supplyGroupCode?: string | undefined;
  readonly keyRevision?: number | undefined;
  /** Meters whose numbers begin with these digits. */
  readonly numberPrefix?: string | undefined;
  /** Only meters on this part of the network or below it. */
  readonly networkNode?: string | undefined;
  /** Only meters that the catalogue warns of on this day. */
  readonly warnedOn?: LocalDay | undefined;
  /** Meters with a greater number only. */
  readonly after?: string | undefined;
  readonly limit: number;
}

const COLUMNS = columnsOf(MeterRow, 'm');
const TODAY = '($8::timestamptz at time zone $9)::date';

/** In the order of every index of meters. */
const FROM = `m.utility = $1 and ($2::text is null or m.meter_number > $2)
  and ($6::text is null or m.meter_number between $6 and rpad($6, ${LONGEST_NUMBER}, '9'))`;
const OF = `($3::text is null or m.account_number = $3) and ($4::text is null or m.supply_group_code = $4)
  and ($5::smallint is null or m.key_revision = $5)`;
/** @param row of the meter as its table has it */
const warned = (row: string): string => `($8::timestamptz is null or cardinality(meter_warnings(${row}, ${TODAY})) > 0)`;
const WARNED = warned('m');
const ON_NODE = `($10::text is null or m.network_node = any (array (${partsBelow('$10')})))`;

/** All of them in one index, or so few that they are sorted. */
const AT_ONCE = `select ${COLUMNS} from meter m where ${FROM} and ${OF} and ${WARNED} and ${ON_NODE} order by m.meter_number limit $7`;

/** Those on a large part of the network are everywhere: so many meters have a page of them. */
const NEAR = `select ${COLUMNS} from (select m as whole, m.* from meter m where ${FROM} order by m.meter_number limit ${PAGES_NEAR} * $7) m
  where ${OF} and ${warned('m.whole')} and ${ON_NODE} order by m.meter_number limit $7`;

/**
 * A page of each part, put together. A part is a range of one value, and in the order of that value first: whatever the planner takes to be
 * frequent, only the index that has the part in order gives it so, and no walk through all meters does.
 *
 * @param parts `part`, each of a `code`
 * @param column that has the code
 * @param which of a part
 */
const inParts = (parts: string, column: string, which: string): string => `${parts}
  select ${COLUMNS} from part cross join lateral (
    select * from meter m where ${FROM} and ${OF} and m.${column} between part.code and part.code and ${which}
    order by m.${column}, m.meter_number limit $7) m
  order by m.meter_number limit $7`;

/** Every value that an index begins with, by one look at it for each. */
const valuesOf = (column: string): string => `(select m.${column} as code from meter m where m.utility = $1 order by 1 limit 1)
  union all
  select (select m.${column} from meter m where m.utility = $1 and m.${column} > value.code order by 1 limit 1) from value
  where value.code is not null`;

const IN_NETWORK = inParts(`with part as (${partsBelow('$10')})`, 'network_node', WARNED);

/** Of a make whose meters are warned of: what there is to say of one is what there is to say of each. */
const OF_WARNED_MAKES = inParts(
  `with recursive value as (${valuesOf('make')}),
   part as (select value.code from value cross join lateral (
     select meter_warnings(m, ${TODAY}) as warnings from meter m where m.utility = $1 and m.make >= value.code order by m.make limit 1) one
     where cardinality(one.warnings) > 0)`,
  'make',
  ON_NODE,
);

/** A revision is of a key, and each supply group has its own. */
const OF_REVISION = inParts(
  `with recursive value as (${valuesOf('supply_group_code')}), part as (select code from value)`,
  'supply_group_code',
  `(m.supply_group_code, m.key_revision) between (part.code, $5) and (part.code, $5) and ${WARNED} and ${ON_NODE}`,
);

/** Meters by number: what is read of them are pages of an index, however many they are. */
export class MeterListRepository {
  /** In the order of meter numbers. */
  async list(tx: Tx, filter: MeterFilter): Promise<readonly Meter[]> {
    const { accountNumber, supplyGroupCode, keyRevision, networkNode, warnedOn, limit } = filter;
    const read = (statement: string): Promise<readonly Meter[]> => readBy(tx, statement, filter);
    if (accountNumber !== undefined) return read(AT_ONCE);
    if (networkNode !== undefined) {
      const near = await read(NEAR);
      return near.length === limit ? near : read(IN_NETWORK);
    }
    if (warnedOn !== undefined) return read(OF_WARNED_MAKES);
    return read(keyRevision !== undefined && supplyGroupCode === undefined ? OF_REVISION : AT_ONCE);
  }
}

async function readBy(tx: Tx, statement: string, filter: MeterFilter): Promise<readonly Meter[]> {
  const { accountNumber, supplyGroupCode, keyRevision, numberPrefix, networkNode, warnedOn, after, limit } = filter;
  const rows = await sql<MeterRow>(tx, statement, [
    tx.utility,
    after ?? null,
    accountNumber ?? null,
    supplyGroupCode ?? null,
    keyRevision ?? null,
    numberPrefix ?? null,
    limit,
    warnedOn?.at ?? null,
    warnedOn?.timeZone ?? 'UTC',
    networkNode ?? null,
  ]);
  return rows.map(meterFromRow);
}

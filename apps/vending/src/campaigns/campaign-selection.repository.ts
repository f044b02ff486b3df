import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { inTheWay } from '../campaign-meters/campaign-meter.repository.js';
import type { InTheWay } from '../campaign-meters/judge-meter.js';
import type { Meter } from '../meters/meter.js';
import { meterFromRow, partsBelow } from '../meters/meter.repository.js';
import { MeterRow } from '../meters/meter.row.js';
import type { Campaign } from './campaign.js';

/** So many chunks of meters are looked through for those of a part of the network before each of its parts is looked at by itself. */
const CHUNKS_NEAR = 20;

/** A meter whose turn it is, locked, and what stands in its way. */
export interface DueMeter extends InTheWay {
  readonly meter: Meter;
}

/** What came of late comers. */
export interface AddedMeters {
  readonly added: number;
  /** That are tried again. */
  readonly again: number;
  /** That there are no such meters of. */
  readonly unknown: readonly string[];
}

/** Which meters belong to a campaign, and whose turn it is. */
export class CampaignSelectionRepository {
  /** How many meters there are now of those that a campaign is for. */
  async count(tx: Tx, campaign: Pick<Campaign, 'select' | 'to'>, at: Date): Promise<number> {
    const statement = campaign.select.networkNode === undefined ? COUNT : COUNT_IN_NETWORK;
    const [row] = await sql<{ readonly count: number }>(tx, statement, selected(tx, campaign, at));
    return row?.count ?? 0;
  }

  /**
   * Adds the next meters of those that a campaign was started for, in the order of their numbers; what is there already stays.
   * @returns the last one's number; undefined where these were the last
   */
  async addNext(tx: Tx, campaign: Campaign, { at, limit }: { readonly at: Date; readonly limit: number }): Promise<string | undefined> {
    const parameters = [...selected(tx, campaign, campaign.startedAt ?? at), ...[campaign.campaignId, campaign.selectedThrough, limit, at]];
    const add = async (chunk: string): Promise<Chunk> => (await sql<Chunk>(tx, adding(chunk), parameters))[0] ?? NO_CHUNK;
    const near = await add(campaign.select.networkNode === undefined ? NEXT : NEXT_NEAR);
    const isShort = campaign.select.networkNode !== undefined && near.count < limit;
    const { last, count } = isShort ? await add(NEXT_IN_NETWORK) : near;
    return last === null || count < limit ? undefined : last;
  }

  /** Adds meters by name; those that were refused, or left out, and have no set any more are tried again. */
  async add(
    tx: Tx,
    campaignId: string,
    { meterNumbers, by, at }: { readonly meterNumbers: readonly string[]; readonly by: string; readonly at: Date },
  ) {
    const [row] = await sql<AddedMeters>(tx, ADD, [tx.utility, campaignId, meterNumbers, by, at]);
    if (!row) throw new Error('a statement without a condition gives a row');
    return row;
  }

  /** Sets of a campaign that the vault was asked for and has not answered, no more than `limit`. */
  async unanswered(tx: Tx, campaignId: string, limit: number): Promise<number> {
    const [row] = await sql<{ readonly count: number }>(
      tx,
      `select count(*)::int as count from (select from campaign_meter
        where utility = $1 and campaign_id = $2 and state = 'waiting' and key_change_id is not null limit $3) asked`,
      [tx.utility, campaignId, limit],
    );
    return row?.count ?? 0;
  }

  /** Sets that the vault has answered with since then, of whatever key changes, no more than `limit`. */
  async answered(tx: Tx, { since, limit }: { readonly since: Date; readonly limit: number }): Promise<number> {
    const [row] = await sql<{ readonly count: number }>(
      tx,
      `select count(*)::int as count from (select from key_change where utility = $1 and issued_at > $2 limit $3) answered`,
      [tx.utility, since, limit],
    );
    return row?.count ?? 0;
  }

  /** Whether the utility has sold anything since then; ids of vends are in the order of time. */
  async hasSoldSince(tx: Tx, since: Date): Promise<boolean> {
    const [last] = await sql<{ readonly acceptedAt: Date }>(
      tx,
      `select accepted_at as "acceptedAt" from vend where utility = $1 order by vend_id desc limit 1`,
      [tx.utility],
    );
    return last !== undefined && last.acceptedAt >= since;
  }

  /**
   * The meters whose turn it is, kept from others until the transaction ends. Those that somebody is selling to are passed over: it is
   * their turn again soon. What stands in the way is asked once they are locked: a statement does not see what was sold since it began.
   */
  async due(tx: Tx, campaignId: string, { at, limit }: { readonly at: Date; readonly limit: number }): Promise<readonly DueMeter[]> {
    const rows = await sql<MeterRow>(
      tx,
      `with due as (select meter_number from campaign_meter
          where utility = $1 and campaign_id = $2 and state = 'waiting' and key_change_id is null and try_at <= $3
          order by try_at, meter_number limit $4 for update skip locked)
       select ${columnsOf(MeterRow, 'm')} from due
        cross join lateral (select * from meter where utility = $1 and meter_number = due.meter_number for update skip locked) m`,
      [tx.utility, campaignId, at, limit],
    );
    const standing = await this.inTheWay(
      tx,
      rows.map(({ meterNumber }) => meterNumber),
    );
    return rows.flatMap((row) => {
      const known = standing.get(row.meterNumber);
      return known ? [{ meter: meterFromRow(row), ...known }] : [];
    });
  }

  /** @param meterNumbers locked by the transaction */
  private async inTheWay(tx: Tx, meterNumbers: readonly string[]): Promise<ReadonlyMap<string, InTheWay>> {
    if (meterNumbers.length === 0) return new Map();
    const rows = await sql<InTheWay & { readonly meterNumber: string }>(
      tx,
      `select due.number as "meterNumber", ${inTheWay('due.number')} from unnest($2::text[]) as due (number)`,
      [tx.utility, meterNumbers],
    );
    return new Map(rows.map(({ meterNumber, open, awaited, setSize }) => [meterNumber, { open, awaited, setSize }]));
  }

  /**
   * Whether something may still come of a meter of the campaign: what was refused may be tried again, until a person leaves it out. The
   * first of a state is asked for, and not whether there is any: that the planner looks for in all the table, where others have many.
   */
  async isOpen(tx: Tx, campaignId: string): Promise<boolean> {
    const open = ['waiting', 'issued', 'delivered', 'refused'].map(
      (state) =>
        `(select meter_number from campaign_meter where utility = $1 and campaign_id = $2 and state = '${state}' order by meter_number limit 1)
           is not null`,
    );
    const rows = await sql(tx, `select 1 where ${open.join(' or ')}`, [tx.utility, campaignId]);
    return rows.length > 0;
  }
}

const KEY_COLUMNS = {
  supplyGroupCode: 'supply_group_code',
  keyRevision: 'key_revision',
  tariffIndex: 'tariff_index',
  baseDate: 'base_date',
  decoderKeyAlgorithm: 'decoder_key_algorithm',
  encryptionAlgorithm: 'encryption_algorithm',
};

interface Chunk {
  readonly last: string | null;
  readonly count: number;
}
const NO_CHUNK: Chunk = { last: null, count: 0 };

// of `selected`; those that have the key already are left out, as are those that came later, and those whose place another one has taken
const SELECTED = `m.utility = $1 and m.replaced_by is null and ($2::text is null or m.supply_group_code = $2)
  and ($3::smallint is null or m.key_revision = $3) and ($4::smallint is null or m.base_date = $4)
  and ($6::text[] is null or m.meter_number = any ($6)) and m.created_at <= ($7::jsonb ->> 'at')::timestamptz
  and (${Object.entries(KEY_COLUMNS)
    .map(([name, column]) => `coalesce(m.${column}::text <> $7::jsonb -> 'to' ->> '${name}', false)`)
    .join(' or ')})`;
const ANYWHERE = `${SELECTED} and $5::text is null`;
/** As a list of meters has it: whatever the planner takes to be frequent, only the index that has the part in order gives a range of it. */
const ON_PART = `${SELECTED} and m.network_node between part.code and part.code`;
const PARTS = `part as (${partsBelow('$5')})`;

const COUNT = `select count(*)::int as count from meter m where ${ANYWHERE}`;
const COUNT_IN_NETWORK = `with ${PARTS} select coalesce(sum(of_part.meters), 0)::int as count from part
  cross join lateral (select count(*) as meters from meter m where ${ON_PART}) of_part`;

const NEXT = `chunk as (select m.meter_number, m.network_node from meter m where ${ANYWHERE} and m.meter_number > $9
  order by m.meter_number limit $10)`;
/** Those on a large part of the network are everywhere: so many meters have a chunk of them. */
const NEXT_NEAR = `chunk as (select m.meter_number, m.network_node
  from (select * from meter m where m.utility = $1 and m.meter_number > $9 order by m.meter_number limit ${CHUNKS_NEAR} * $10) m
  where ${SELECTED} and m.network_node = any (array (${partsBelow('$5')})) order by m.meter_number limit $10)`;
const NEXT_IN_NETWORK = `${PARTS}, chunk as (select m.meter_number, m.network_node from part cross join lateral (
    select m.meter_number, m.network_node from meter m where ${ON_PART} and m.meter_number > $9
    order by m.network_node, m.meter_number limit $10) m
  order by m.meter_number limit $10)`;

/** @param chunk that a statement takes the meters from */
const adding = (chunk: string): string => `
  with ${chunk}, added as (
    insert into campaign_meter (utility, campaign_id, meter_number, network_node, state, try_at, changed_at)
    select $1, $8, meter_number, network_node, 'waiting', $11, $11 from chunk order by meter_number on conflict do nothing
  )
  select max(meter_number) as last, count(*)::int as count from chunk`;

const selected = (tx: Tx, { select, to }: Pick<Campaign, 'select' | 'to'>, at: Date): readonly unknown[] => [
  tx.utility,
  select.supplyGroupCode ?? null,
  select.keyRevision ?? null,
  select.baseDate ?? null,
  select.networkNode ?? null,
  select.meterNumbers ?? null,
  JSON.stringify({ to, at }),
];

const ADD = `
  with wanted as (
    select distinct number from unnest($3::text[]) as named (number)
  ), known as (
    select m.meter_number, m.network_node from wanted join meter m on m.utility = $1 and m.meter_number = wanted.number
  ), again as (
    update campaign_meter c set state = 'waiting', key_change_id = null, try_at = $5, refusal_code = null, refusal_reason = null,
      exempt_reason = null, exempt_by = null, changed_at = $5
      from known where c.utility = $1 and c.campaign_id = $2 and c.meter_number = known.meter_number and c.state in ('refused', 'exempt')
       and not exists (select from key_change k where k.utility = $1 and k.key_change_id = c.key_change_id
         and k.state in ('awaiting-tokens', 'issued'))
    returning 1
  ), added as (
    insert into campaign_meter (utility, campaign_id, meter_number, network_node, state, added_by, try_at, changed_at)
    select $1, $2, meter_number, network_node, 'waiting', $4, $5, $5 from known order by meter_number on conflict do nothing returning 1
  )
  select (select count(*)::int from added) as added, (select count(*)::int from again) as again,
    array (select number from wanted where number not in (select meter_number from known) order by number) as unknown`;

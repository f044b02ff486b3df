import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is counted is written down as a change beside what changed, and added up later: nobody waits for a sum that others add to.
 * `bucket` is the time that a figure is counted by, `-infinity` where it is by none.
 */
const TABLES = [
  `create table fleet_change (
    utility text not null,
    figure text not null,
    bucket timestamptz not null,
    delta bigint not null
  )`,
  `create table fleet_count (
    utility text not null,
    figure text not null,
    bucket timestamptz not null,
    total bigint not null,
    constraint fleet_count_pk primary key (utility, figure, bucket)
  ) with (fillfactor = 70)`,
  `create table unheard_meter (
    utility text not null,
    meter_number text not null,
    constraint unheard_meter_pk primary key (utility, meter_number)
  )`,
];

/** Away meters are counted by the hour in which they were last heard of. */
const PRESENCE = (row: string): string => `case when ${row}.connected then 'connected' else 'offline' end,
  case when ${row}.connected then '-infinity' else date_bin('1 hour', ${row}.last_seen_at, 'epoch') end`;
const DELIVERY = (row: string): string => `'delivery:' || ${row}.state, date_bin('15 minutes', ${row}.created_at, 'epoch')`;

const FUNCTIONS = [
  `create function note_new_meters() returns trigger language plpgsql as $$ begin
    insert into unheard_meter select utility, meter_number from made
      where not exists (select from meter_state s where s.utility = made.utility and s.meter_number = made.meter_number)
      order by 1, 2 on conflict do nothing;
    return null;
  end $$`,
  `create function count_unheard_meters() returns trigger language plpgsql as $$ begin
    insert into fleet_change select utility, 'never-seen', '-infinity', case tg_op when 'INSERT' then count(*) else -count(*) end
      from changed group by utility;
    return null;
  end $$`,
  `create function count_meter_state() returns trigger language plpgsql as $$ begin
    if tg_op <> 'INSERT' then insert into fleet_change select old.utility, ${PRESENCE('old')}, -1; end if;
    if tg_op <> 'DELETE' then insert into fleet_change select new.utility, ${PRESENCE('new')}, 1; end if;
    if tg_op = 'INSERT' then delete from unheard_meter where utility = new.utility and meter_number = new.meter_number; end if;
    return null;
  end $$`,
  `create function count_deliveries() returns trigger language plpgsql as $$ begin
    insert into fleet_change select utility, ${DELIVERY('changed')}, case tg_op when 'INSERT' then count(*) else -count(*) end
      from changed group by 1, 2, 3;
    return null;
  end $$`,
  `create function count_settled_delivery() returns trigger language plpgsql as $$ begin
    insert into fleet_change select old.utility, ${DELIVERY('old')}, -1 union all select new.utility, ${DELIVERY('new')}, 1;
    return null;
  end $$`,
];

const TRIGGERS = [
  `create trigger meter_made after insert on meter referencing new table as made
    for each statement execute function note_new_meters()`,
  `create trigger unheard_made after insert on unheard_meter referencing new table as changed
    for each statement execute function count_unheard_meters()`,
  `create trigger unheard_gone after delete on unheard_meter referencing old table as changed
    for each statement execute function count_unheard_meters()`,
  `create trigger meter_state_made after insert or delete on meter_state for each row execute function count_meter_state()`,
  `create trigger meter_state_changed after update on meter_state for each row
    when (old.connected <> new.connected or (not new.connected and old.last_seen_at <> new.last_seen_at))
    execute function count_meter_state()`,
  `create trigger deliveries_made after insert on token_delivery referencing new table as changed
    for each statement execute function count_deliveries()`,
  `create trigger deliveries_gone after delete on token_delivery referencing old table as changed
    for each statement execute function count_deliveries()`,
  `create trigger delivery_settled after update on token_delivery for each row when (old.state <> new.state or old.created_at <> new.created_at)
    execute function count_settled_delivery()`,
];

/** What is there already. */
const KNOWN = [
  `insert into unheard_meter select utility, meter_number from meter
    where not exists (select from meter_state s where s.utility = meter.utility and s.meter_number = meter.meter_number)`,
  `insert into fleet_count select utility, 'never-seen', '-infinity', count(*) from unheard_meter group by utility`,
  `insert into fleet_count select utility, ${PRESENCE('meter_state')}, count(*) from meter_state group by 1, 2, 3`,
  `insert into fleet_count select utility, ${DELIVERY('token_delivery')}, count(*) from token_delivery group by 1, 2, 3`,
];

/** What is listed. When a connected meter was seen moves every second, so none of these has connected ones in it; nor accepted deliveries, which most are. */
const INDEXES = {
  meter_state_away: 'meter_state (utility, meter_number) where not connected',
  meter_state_silent: 'meter_state (utility, last_seen_at, meter_number) where not connected',
  token_delivery_newest: 'token_delivery (utility, created_at desc, delivery_id desc)',
  token_delivery_of_meter: 'token_delivery (utility, meter_number, created_at desc, delivery_id desc)',
  token_delivery_of_state: `token_delivery (utility, state, created_at desc, delivery_id desc) where state <> 'accepted'`,
} as const;

const FUNCTION_NAMES = ['note_new_meters', 'count_unheard_meters', 'count_meter_state', 'count_deliveries', 'count_settled_delivery'];
const TABLE_NAMES = ['fleet_change', 'fleet_count', 'unheard_meter'];

/** Keeps the counts of a fleet as it changes, the times at which tokens were first sent, and what lists of both need. */
export class KeepFleetCounts1764000009400 implements MigrationInterface {
  readonly name = 'KeepFleetCounts1764000009400';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(table);
    for (const table of TABLE_NAMES) await protectByUtility(queryRunner, table);
    await queryRunner.query('alter table token_delivery add column sent_at timestamptz');
    for (const statement of [...KNOWN, ...FUNCTIONS, ...TRIGGERS]) await queryRunner.query(statement);
    for (const [name, on] of Object.entries(INDEXES)) await queryRunner.query(`create index ${name} on ${on}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDEXES)) await queryRunner.query(`drop index ${name}`);
    for (const name of FUNCTION_NAMES) await queryRunner.query(`drop function ${name}() cascade`);
    await queryRunner.query('alter table token_delivery drop column sent_at');
    for (const table of TABLE_NAMES) await queryRunner.query(`drop table ${table}`);
  }
}

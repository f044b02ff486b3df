import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { changeOnly, changeOnlyOrRemove } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Campaigns that give many meters another key, with a row for each meter. How far a meter has come follows from its key change, and how
 * many have come how far is counted as they do: both are the database's own doing, whatever door a key change moved by.
 */
export class KeepCampaigns1764000110000 implements MigrationInterface {
  readonly name = 'KeepCampaigns1764000110000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await queryRunner.query(statement);
    for (const table of ['campaign', 'campaign_step', 'campaign_meter', 'campaign_tally']) await protectByUtility(queryRunner, table);
    await changeOnly(queryRunner, 'campaign', CAMPAIGN_CHANGING);
    await changeOnly(queryRunner, 'campaign_meter', METER_CHANGING);
    await makeAppendOnly(queryRunner, 'campaign_step', { trigger: 'only_grows' });
    await changeOnlyOrRemove(queryRunner, 'campaign_tally', []);
    for (const statement of FOLLOWING) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger campaign_follows on key_change');
    await queryRunner.query('drop function follow_key_changes');
    await queryRunner.query('drop table campaign_tally, campaign_meter, campaign_step, campaign');
    await queryRunner.query('drop function count_campaign_meters');
    await queryRunner.query('drop function recount_campaign_meters');
    await queryRunner.query('alter table key_change drop column by_hand');
  }
}

const CAMPAIGN_CHANGING = [
  ...['state', 'started_at', 'started_by_subject', 'started_by_username', 'ended_at'],
  ...['selected_through', 'selected_at', 'paced_through'],
];
const METER_CHANGING = [
  ...['state', 'key_change_id', 'try_at', 'delivered_at', 'delivered_through', 'refusal_code', 'refusal_reason'],
  ...['exempt_reason', 'exempt_by', 'changed_at'],
];

const TABLES = [
  `alter table key_change add column by_hand boolean not null default false`,
  `create table campaign (
    utility text not null,
    campaign_id uuid not null,
    code text not null,
    name text not null,
    selection jsonb not null,
    to_key jsonb not null,
    channels text[] not null check (cardinality(channels) > 0 and channels <@ array['vend', 'mqtt']),
    rate_per_minute integer check (rate_per_minute > 0),
    starts_at timestamptz,
    ends_at timestamptz,
    state text not null check (state in ('planned', 'running', 'paused', 'cancelled', 'completed')),
    planned_meters integer not null check (planned_meters >= 0),
    created_at timestamptz not null,
    created_by_subject text not null,
    created_by_username text not null,
    started_at timestamptz,
    started_by_subject text,
    started_by_username text,
    ended_at timestamptz,
    selected_through text not null default '',
    selected_at timestamptz,
    paced_through timestamptz,
    constraint campaign_pk primary key (utility, campaign_id),
    constraint campaign_code unique (utility, code),
    constraint campaign_started check ((state in ('planned', 'cancelled') or started_at is not null)
      and (started_at is null) = (started_by_username is null) and (started_at is null) = (started_by_subject is null)),
    constraint campaign_ended check ((state in ('cancelled', 'completed')) = (ended_at is not null))
  )`,
  `create index campaign_running on campaign (utility, campaign_id) where state = 'running'`,
  `create table campaign_step (
    utility text not null,
    campaign_id uuid not null,
    position integer not null check (position > 0),
    step text not null check (step in ('start', 'pause', 'resume', 'cancel', 'complete')),
    at timestamptz not null,
    by_subject text,
    by_username text,
    reason text,
    constraint campaign_step_pk primary key (utility, campaign_id, position),
    constraint campaign_step_campaign foreign key (utility, campaign_id) references campaign
  )`,
  `create table campaign_meter (
    utility text not null,
    campaign_id uuid not null,
    meter_number text not null,
    network_node text,
    state text not null check (state in ('waiting', 'issued', 'delivered', 'confirmed', 'refused', 'exempt')),
    added_by text,
    key_change_id uuid,
    try_at timestamptz not null,
    delivered_at timestamptz,
    delivered_through text check (delivered_through in ('vend', 'mqtt')),
    refusal_code text,
    refusal_reason text,
    exempt_reason text,
    exempt_by text,
    changed_at timestamptz not null,
    constraint campaign_meter_pk primary key (utility, campaign_id, meter_number),
    constraint campaign_meter_refused check ((state = 'refused') <= (refusal_code is not null)),
    constraint campaign_meter_exempt check ((state = 'exempt') <= (exempt_reason is not null)),
    constraint campaign_meter_delivered check ((delivered_at is null) = (delivered_through is null))
  )`,
  `create index campaign_meter_due on campaign_meter (utility, campaign_id, try_at, meter_number)
    where state = 'waiting' and key_change_id is null`,
  `create index campaign_meter_asked on campaign_meter (utility, campaign_id) where state = 'waiting' and key_change_id is not null`,
  `create index campaign_meter_of_meter on campaign_meter (utility, meter_number) where state = 'waiting' and key_change_id is null`,
  `create index campaign_meter_change on campaign_meter (utility, key_change_id) where key_change_id is not null`,
  `create index campaign_meter_state on campaign_meter (utility, campaign_id, state, meter_number)`,
  // rows are only added by those who count, so that nobody waits for anybody; one process sums them up now and then
  `create table campaign_tally (
    utility text not null,
    campaign_id uuid not null,
    day date not null,
    state text not null,
    change bigint not null,
    tally_id bigint generated always as identity,
    constraint campaign_tally_pk primary key (utility, campaign_id, tally_id)
  )`,
];

const FOLLOWING = [
  `create function count_campaign_meters() returns trigger language plpgsql as $$
   begin
     insert into campaign_tally (utility, campaign_id, day, state, change)
     select utility, campaign_id, (changed_at at time zone 'UTC')::date, state, count(*) from added group by 1, 2, 3, 4;
     return null;
   end $$`,
  `create trigger campaign_meter_counted after insert on campaign_meter referencing new table as added
   for each statement execute function count_campaign_meters()`,
  `create function recount_campaign_meters() returns trigger language plpgsql as $$
   begin
     insert into campaign_tally (utility, campaign_id, day, state, change)
     select utility, campaign_id, day, state, sum(change)
       from (select n.utility, n.campaign_id, (n.changed_at at time zone 'UTC')::date as day, moved.state, moved.change
               from was b join became n using (utility, campaign_id, meter_number)
               cross join lateral (values (b.state, -1), (n.state, 1)) as moved (state, change)
              where b.state <> n.state) as changes
      group by 1, 2, 3, 4 having sum(change) <> 0;
     return null;
   end $$`,
  `create trigger campaign_meter_recounted after update on campaign_meter referencing old table as was new table as became
   for each statement execute function recount_campaign_meters()`,
  // each meter is found by its key change, however many the planner thinks there are
  `create function follow_key_changes() returns trigger language plpgsql set enable_seqscan = off as $$
   begin
     update campaign_meter m
        set state = case c.state when 'issued' then 'issued' when 'confirmed' then 'confirmed' else 'refused' end,
            changed_at = coalesce(c.ended_at, c.issued_at),
            refusal_code = case c.state when 'failed' then c.failure_code when 'cancelled' then 'cancelled' else m.refusal_code end,
            refusal_reason = case c.state when 'failed' then c.failure_reason when 'cancelled' then c.remark else m.refusal_reason end
       from changed c
      where m.utility = c.utility and m.key_change_id = c.key_change_id
        and case c.state when 'issued' then m.state = 'waiting' when 'confirmed' then m.state <> 'confirmed'
                         when 'awaiting-tokens' then false else m.state in ('waiting', 'issued', 'delivered') end;
     return null;
   end $$`,
  `create trigger campaign_follows after update on key_change referencing new table as changed
   for each statement execute function follow_key_changes()`,
];

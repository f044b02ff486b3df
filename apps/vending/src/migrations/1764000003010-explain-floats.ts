import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const MONEY = 'numeric(30,0)';

/**
 * Every change of a float is a movement with the balance after it, a reference of a bank is one deposit of a utility whoever's it is,
 * and what needs two people is kept with both of them.
 */
export class ExplainFloats1764000003010 implements MigrationInterface {
  readonly name = 'ExplainFloats1764000003010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...MOVEMENTS, ...DEPOSITS, ...CHANGES]) await queryRunner.query(statement);
    for (const table of ['vendor_movement', 'vendor_change', 'vendor_policy']) await protectByUtility(queryRunner, table);
    await makeAppendOnly(queryRunner, 'vendor_movement', { trigger: 'only_grows' });
    await makeAppendOnly(queryRunner, 'vendor_deposit', { trigger: 'only_grows' });
    await changeOnly(queryRunner, 'vendor', ['float_minor', 'float_limit_minor', 'last_movement']);
    await changeOnly(queryRunner, 'vendor_change', ['state', 'decided_by_subject', 'decided_by_username', 'decided_at', 'refusal']);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const MOVEMENTS = [
  'alter table vendor add column last_movement bigint not null default 0',
  `create table vendor_movement (
    utility text not null,
    vendor_id uuid not null,
    position bigint not null check (position > 0),
    kind text not null check (kind in ('opening', 'deposit', 'vend', 'failed-vend')),
    cause_id uuid,
    amount_minor ${MONEY} not null,
    balance_minor ${MONEY} not null,
    moved_at timestamptz not null,
    constraint vendor_movement_pk primary key (utility, vendor_id, position),
    constraint vendor_movement_cause check ((kind = 'opening') = (cause_id is null)),
    constraint vendor_movement_sign check (case kind when 'vend' then amount_minor < 0 when 'opening' then true else amount_minor > 0 end)
  )`,
  // one vend takes once and is given back once; one deposit comes in once
  'create unique index vendor_movement_once on vendor_movement (utility, cause_id, kind) where cause_id is not null',
  `insert into vendor_movement (utility, vendor_id, position, kind, amount_minor, balance_minor, moved_at)
   select utility, vendor_id, 1, 'opening', float_minor, float_minor, now() from vendor where float_minor <> 0`,
  'update vendor set last_movement = 1 where float_minor <> 0',
  // at the end of the statement that changed the float, which is the one that tells why
  `create function refuse_unexplained_float() returns trigger language plpgsql as $$
   declare
     before_minor numeric := 0;
     before_movement bigint := 0;
     moved numeric;
     balance numeric;
   begin
     if TG_OP = 'UPDATE' then
       before_minor := old.float_minor;
       before_movement := old.last_movement;
     end if;
     select sum(m.amount_minor), max(m.balance_minor) filter (where m.position = new.last_movement) into moved, balance
       from vendor_movement m
       where m.utility = new.utility and m.vendor_id = new.vendor_id
         and m.position > before_movement and m.position <= new.last_movement;
     if coalesce(moved, 0) <> new.float_minor - before_minor or (moved is not null and balance is distinct from new.float_minor) then
       raise exception 'the float of vendor % changes by what no movement says', new.vendor_id using errcode = 'check_violation',
         constraint = 'vendor_float_explained';
     end if;
     return null;
   end $$`,
  `create trigger vendor_float_opens after insert on vendor for each row
   when (new.float_minor <> 0 or new.last_movement <> 0) execute function refuse_unexplained_float()`,
  `create trigger vendor_float_explained after update on vendor for each row
   when (old.float_minor <> new.float_minor or old.last_movement <> new.last_movement) execute function refuse_unexplained_float()`,
];

/** As the service writes a reference to compare it; of what was stored before only the first of several alike has it. */
const REFERENCE_KEY = String.raw`lower(btrim(regexp_replace(regexp_replace(regexp_replace(normalize(reference, NFKC),
  '[\u00ad\u200b-\u200f\u2060\ufeff]', '', 'g'), '[\u2010-\u2015\u2212]', '-', 'g'), '\s+', ' ', 'g')))`;

const DEPOSITS = [
  'alter table vendor_deposit add column reference_key text',
  'alter table vendor_deposit add column deposited_by text',
  'alter table vendor_deposit add column approved_by text',
  `update vendor_deposit d set reference_key = case when t.nth = 1 then t.key else t.key || ' ' || d.deposit_id end
   from (select utility, deposit_id, ${REFERENCE_KEY} as key,
           row_number() over (partition by utility, ${REFERENCE_KEY} order by deposited_at, deposit_id) as nth from vendor_deposit) t
   where t.utility = d.utility and t.deposit_id = d.deposit_id`,
  'alter table vendor_deposit alter column reference_key set not null',
  'alter table vendor_deposit drop constraint vendor_deposit_reference',
  'alter table vendor_deposit add constraint vendor_deposit_reference unique (utility, reference_key)',
];

const CHANGES = [
  `create table vendor_policy (
    utility text not null constraint vendor_policy_pk primary key,
    deposit_approval_above_minor ${MONEY} not null check (deposit_approval_above_minor >= 0),
    float_limit_approval_above_minor ${MONEY} not null check (float_limit_approval_above_minor >= 0),
    changed_at timestamptz not null,
    changed_by text not null,
    approved_by text
  )`,
  `create table vendor_change (
    utility text not null,
    change_id uuid not null,
    kind text not null check (kind in ('deposit', 'float-limit', 'policy')),
    vendor_id uuid,
    amount_minor ${MONEY},
    currency text not null,
    reference text,
    reference_key text,
    deposit_approval_above_minor ${MONEY},
    float_limit_approval_above_minor ${MONEY},
    state text not null check (state in ('awaiting-approval', 'done', 'refused')),
    requested_by_subject text not null,
    requested_by_username text not null,
    requested_at timestamptz not null,
    decided_by_subject text,
    decided_by_username text,
    decided_at timestamptz,
    refusal text,
    constraint vendor_change_pk primary key (utility, change_id),
    constraint vendor_change_vendor foreign key (utility, vendor_id) references vendor,
    constraint vendor_change_kind check (case kind
      when 'policy' then deposit_approval_above_minor is not null and float_limit_approval_above_minor is not null
      when 'deposit' then vendor_id is not null and amount_minor > 0 and reference is not null and reference_key is not null
      else vendor_id is not null and amount_minor is not null end),
    constraint vendor_change_decided check ((state = 'awaiting-approval') = (decided_at is null)
      and (decided_at is null) = (decided_by_subject is null) and (state = 'refused') = (refusal is not null)),
    constraint vendor_change_two_people check (state <> 'done' or decided_by_subject <> requested_by_subject)
  )`,
  `create unique index vendor_change_reference on vendor_change (utility, reference_key) where state = 'awaiting-approval'`,
  `create function refuse_decided_change() returns trigger language plpgsql as $$
   begin
     raise exception 'what was decided on is not decided on again' using errcode = 'restrict_violation';
   end $$`,
  `create trigger vendor_change_decided_once before update on vendor_change for each row
   when (old.state <> 'awaiting-approval') execute function refuse_decided_change()`,
];

const DOWN = [
  'drop table vendor_change, vendor_policy, vendor_movement',
  'drop trigger vendor_float_opens on vendor',
  'drop trigger vendor_float_explained on vendor',
  'drop trigger vendor_deposit_only_grows on vendor_deposit',
  'drop trigger vendor_deposit_never_emptied on vendor_deposit',
  'drop function refuse_unexplained_float, refuse_decided_change, refuse_change',
  'alter table vendor drop column last_movement',
  'alter table vendor_deposit drop constraint vendor_deposit_reference',
  'alter table vendor_deposit drop column reference_key, drop column deposited_by, drop column approved_by',
  'alter table vendor_deposit add constraint vendor_deposit_reference unique (utility, vendor_id, reference)',
];

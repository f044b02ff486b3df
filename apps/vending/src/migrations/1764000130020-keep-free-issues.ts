import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Units that somebody wants given: who asked, who decided and why is kept, and what takes two people has two. */
export class KeepFreeIssues1764000130020 implements MigrationInterface {
  readonly name = 'KeepFreeIssues1764000130020';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    for (const table of ['free_issue', 'free_issue_policy']) await protectByUtility(queryRunner, table);
    await changeOnly(queryRunner, 'free_issue', DECIDED);
    await makeAppendOnly(queryRunner, 'free_issue_policy');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table free_issue, free_issue_policy');
    await queryRunner.query('drop function refuse_decided_issue');
  }
}

const DECIDED = ['state', 'decided_by_subject', 'decided_by_username', 'decided_at', 'refusal', 'vend_id'];

const UP = [
  `create table free_issue (
    utility text not null,
    free_issue_id uuid not null,
    kind text not null check (kind in ('free-issue', 'replacement')),
    idempotency_key text not null,
    meter_number text not null,
    units_tenths numeric(30) not null check (units_tenths > 0),
    unit text not null,
    reason text not null,
    takes_two boolean not null,
    state text not null check (state in ('awaiting-approval', 'issued', 'refused')),
    requested_by_subject text not null,
    requested_by_username text not null,
    requested_at timestamptz not null,
    decided_by_subject text,
    decided_by_username text,
    decided_at timestamptz,
    refusal text,
    vend_id uuid,
    constraint free_issue_pk primary key (utility, free_issue_id),
    constraint free_issue_vend foreign key (utility, vend_id) references vend,
    constraint free_issue_decided check ((state = 'awaiting-approval') = (decided_at is null)
      and (state = 'refused') = (refusal is not null) and (state = 'issued') = (vend_id is not null)
      and (decided_by_subject is null) = (decided_by_username is null)),
    constraint free_issue_two_people check (not takes_two or state <> 'issued'
      or (decided_by_subject is not null and decided_by_subject <> requested_by_subject))
  )`,
  'create unique index free_issue_key on free_issue (utility, requested_by_subject, idempotency_key)',
  'create unique index free_issue_of_vend on free_issue (utility, vend_id) where vend_id is not null',
  'create index free_issue_meter on free_issue (utility, meter_number, free_issue_id)',
  'create index free_issue_person on free_issue (utility, requested_by_subject, requested_at)',
  `create index free_issue_open on free_issue (utility, free_issue_id) where state = 'awaiting-approval'`,
  `create function refuse_decided_issue() returns trigger language plpgsql as $$
   begin
     raise exception 'what was decided on is not decided on again' using errcode = 'restrict_violation';
   end $$`,
  `create trigger free_issue_decided_once before update on free_issue for each row
   when (old.state <> 'awaiting-approval') execute function refuse_decided_issue()`,
  `create table free_issue_policy (
    utility text not null,
    position integer not null check (position > 0),
    approval_above_tenths numeric(30) not null check (approval_above_tenths >= 0),
    per_user_per_day_tenths numeric(30) check (per_user_per_day_tenths >= 0),
    changed_by_subject text not null,
    changed_by_username text not null,
    changed_at timestamptz not null,
    constraint free_issue_policy_pk primary key (utility, position)
  )`,
];

import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the vault says that it has issued, how it compares with what was sold and ordered, and what is left over on either side. */
export class ProveTokens1764000120010 implements MigrationInterface {
  readonly name = 'ProveTokens1764000120010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    for (const table of TABLES) await protectByUtility(queryRunner, table);
    for (const table of ['vault_issue_list', 'unexplained_issue', 'sandbox_utility']) {
      await makeAppendOnly(queryRunner, table, { trigger: 'only_grows' });
    }
    await changeOnly(queryRunner, 'vault_issue_statement', ['verdict', 'compared_at', 'issued', 'for_vends', 'for_orders', 'unexplained']);
    await changeOnly(queryRunner, 'missing_issue', ['stated_at']);
    await changeOnly(queryRunner, 'provenance_watch', ['checked_until']);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const index of ['vend_accepted', 'vend_settled_late', 'token_order_settled_at', 'key_change_issued_at']) {
      await queryRunner.query(`drop index ${index}`);
    }
    await queryRunner.query(`drop table ${TABLES.join(', ')}`);
    await queryRunner.query('drop function refuse_other_verdict');
  }
}

const TABLES = ['vault_issue_list', 'vault_issue_statement', 'unexplained_issue', 'missing_issue', 'provenance_watch', 'sandbox_utility'];

const UP = [
  `create table vault_issue_list (
    utility text not null,
    statement_id uuid not null,
    part integer not null check (part > 0),
    hour timestamptz not null,
    supply_group_code text not null,
    kind text not null,
    requester text not null,
    request_ids uuid[] not null,
    meter_numbers text[] not null,
    issued_at timestamptz[] not null,
    received_at timestamptz not null,
    constraint vault_issue_list_pk primary key (utility, statement_id, part),
    constraint vault_issue_list_whole check (cardinality(request_ids) = cardinality(meter_numbers)
      and cardinality(request_ids) = cardinality(issued_at))
  )`,
  'create index vault_issue_list_of_hour on vault_issue_list (utility, hour)',
  `create table vault_issue_statement (
    utility text not null,
    statement_id uuid not null,
    digest text not null,
    hour timestamptz not null,
    revision integer not null,
    parts integer not null,
    said jsonb not null,
    received_at timestamptz not null,
    verdict text check (verdict in ('genuine', 'forged', 'contradicted')),
    compared_at timestamptz,
    issued integer,
    for_vends integer,
    for_orders integer,
    unexplained integer,
    constraint vault_issue_statement_pk primary key (utility, statement_id, digest),
    constraint vault_issue_statement_compared check ((verdict is null) = (compared_at is null)
      and num_nonnulls(issued, for_vends, for_orders, unexplained) = (case when verdict = 'genuine' then 4 else 0 end)
      and issued = for_vends + for_orders + unexplained)
  )`,
  'create index vault_issue_statement_waiting on vault_issue_statement (hour) where verdict is null',
  'create index vault_issue_statement_of_hour on vault_issue_statement (utility, hour, revision)',
  `create function refuse_other_verdict() returns trigger language plpgsql as $$
   begin
     raise exception 'statement % has been compared', old.statement_id using errcode = 'restrict_violation';
   end $$`,
  `create trigger vault_issue_statement_judged_once before update on vault_issue_statement for each row
   when (old.verdict is not null) execute function refuse_other_verdict()`,
  `create table unexplained_issue (
    utility text not null,
    request_id uuid not null,
    hour timestamptz not null,
    meter_number text not null,
    supply_group_code text not null,
    kind text not null,
    requester text not null,
    issued_at timestamptz not null,
    found_at timestamptz not null,
    constraint unexplained_issue_pk primary key (utility, request_id)
  )`,
  'create index unexplained_issue_of_hour on unexplained_issue (utility, hour, issued_at)',
  `create table missing_issue (
    utility text not null,
    request_id uuid not null,
    meter_number text not null,
    kind text not null,
    settled_at timestamptz not null,
    found_at timestamptz not null,
    stated_at timestamptz,
    constraint missing_issue_pk primary key (utility, request_id)
  )`,
  'create index missing_issue_open on missing_issue (utility, settled_at) where stated_at is null',
  `create table provenance_watch (
    utility text not null,
    checked_until timestamptz not null,
    constraint provenance_watch_pk primary key (utility)
  )`,
  `create table sandbox_utility (
    utility text not null,
    constraint sandbox_utility_pk primary key (utility)
  )`,
  // By the time, of rows that are stored in about its order.
  'create index vend_accepted on vend using brin (accepted_at) with (autosummarize = on)',
  `create index vend_settled_late on vend (utility, settled_at) where settled_at - accepted_at > interval '1 hour'`,
  `create index token_order_settled_at on token_order (utility, settled_at) where state = 'completed'`,
  'create index key_change_issued_at on key_change (utility, issued_at) where issued_at is not null',
];

import { prepared, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { IssueList } from './issue-list.js';
import type { HourRange, MissingIssue, Provenance, UnexplainedIssue } from './provenance.js';

interface ListVerdict {
  readonly forVends: number;
  readonly forOrders: number;
  readonly unexplained: number;
  /** Those that were not known before. */
  readonly found: readonly string[];
}

interface Watched {
  /** Exclusive of hours that begin later. */
  readonly before: Date;
  /** Whether all that the vault has stated so far is known; where not, a later hour's statement says that of the hours before. */
  readonly isHeard: boolean;
  /** A statement that came before it and could not be compared since is not waited for. */
  readonly waitedSince: Date;
}

/** What was issued beside what was sold and ordered. */
export class ProvenanceRepository {
  /**
   * Looks up whose each request of a list is: a credit is a vend's, a key change's set a key change's, all others orders'. What is
   * nobody's is kept. One that was missing so far is stated now.
   */
  async judge(tx: Tx, list: IssueList, { hour, at }: { readonly hour: Date; readonly at: Date }): Promise<ListVerdict> {
    const [verdict] = await prepared<ListVerdict>(tx, JUDGE, [
      ...[tx.utility, list.kind, list.requestIds, list.meterNumbers, list.issuedAt],
      ...[hour, list.supplyGroupCode, list.requester, at],
    ]);
    if (!verdict) throw new Error('an aggregate has a row');
    return verdict;
  }

  /** From the hour after the first that the vault has stated everything that has tokens is looked for. */
  async watch(tx: Tx, firstHour: Date): Promise<void> {
    await sql(
      tx,
      `insert into provenance_watch (utility, checked_until) values ($1, $2::timestamptz + interval '1 hour') on conflict do nothing`,
      [tx.utility, firstHour],
    );
  }

  /** What has sold is looked through from the hour before, whether the vault has ever stated anything of it or not; for all utilities. */
  async watchWhoSells(tx: Tx, at: Date): Promise<void> {
    await sql(
      tx,
      `insert into provenance_watch (utility, checked_until)
       select utility, date_trunc('hour', $1::timestamptz, 'UTC') - interval '1 hour' from receipt_counter counter
        where not exists (select from provenance_watch watch where watch.utility = counter.utility)
       on conflict do nothing`,
      [at],
    );
  }

  /**
   * Utilities whose next hour can be looked through; for a transaction over all of them. What the vault has to say of an hour comes within
   * that hour and the next, and before what it says of later ones.
   */
  async watchedUntil(tx: Tx, { before, isHeard, waitedSince }: Watched): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      `select w.utility from provenance_watch w
        where w.checked_until <= $1 and not exists (
          select from vault_issue_statement s where s.utility = w.utility and s.verdict is null and s.received_at > $3
             and s.hour < w.checked_until + interval '2 hours')
          and ($2 or exists (
          select from vault_issue_statement s where s.utility = w.utility and s.verdict = 'genuine'
             and s.hour >= w.checked_until + interval '2 hours'))
        order by w.utility`,
      [before, isHeard, waitedSince],
    );
    return rows.map(({ utility }) => utility);
  }

  /** The beginning of the next hour, which is this transaction's; undefined where another process has it, or it is too late. */
  async nextHour(tx: Tx, before: Date): Promise<Date | undefined> {
    const [row] = await sql<{ readonly hour: Date }>(
      tx,
      `select checked_until as hour from provenance_watch where utility = $1 and checked_until <= $2 for update skip locked`,
      [tx.utility, before],
    );
    return row?.hour;
  }

  /**
   * Keeps what was accepted in an hour, or settled in it very late, and has tokens that the vault has stated nowhere; of a sandbox nothing.
   * @returns what was not known before
   */
  async findMissing(tx: Tx, { hour, at }: { readonly hour: Date; readonly at: Date }): Promise<readonly string[]> {
    const rows = await sql<{ readonly requestId: string }>(tx, FIND_MISSING, [tx.utility, hour, at]);
    await sql(tx, `update provenance_watch set checked_until = $2::timestamptz + interval '1 hour' where utility = $1`, [tx.utility, hour]);
    return rows.map(({ requestId }) => requestId);
  }

  async read(tx: Tx, { from, to }: HourRange, limit: number): Promise<Provenance> {
    const range = [tx.utility, from, to];
    const [[sums], [rest], unexplained, missing] = await Promise.all([
      sql<Pick<Provenance, 'issued' | 'forVends' | 'forOrders' | 'unexplainedCount'>>(tx, SUMS, range),
      sql<Pick<Provenance, 'missingCount' | 'brokenStatements'> & { readonly statedUntil: Date | null }>(tx, REST, range),
      sql<UnexplainedIssue>(
        tx,
        `select request_id as "requestId", meter_number as "meterNumber", supply_group_code as "supplyGroupCode", kind, requester,
                issued_at as "issuedAt"
           from unexplained_issue where utility = $1 and hour >= $2 and hour < $3 order by hour, issued_at, request_id limit $4`,
        [...range, limit],
      ),
      sql<MissingIssue>(
        tx,
        `select request_id as "requestId", meter_number as "meterNumber", kind, settled_at as "settledAt"
           from missing_issue where utility = $1 and stated_at is null and settled_at >= $2 and settled_at < $3
          order by settled_at, request_id limit $4`,
        [...range, limit],
      ),
    ]);
    if (!sums || !rest) throw new Error('an aggregate has a row');
    return { ...sums, ...rest, statedUntil: rest.statedUntil ?? undefined, unexplained, missing };
  }
}

const JUDGE = `
  with judged as (
    select given.*, case
        when $2 = 'credit' then (select 'vend' from vend v
          where v.utility = $1 and v.vend_id = given.request_id and v.meter_number = given.meter_number and v.state <> 'failed')
        when $2 = 'key-change' then (select 'order' from key_change c
          where c.utility = $1 and c.key_change_id = given.request_id and c.meter_number = given.meter_number and c.state <> 'failed')
        else (select 'order' from token_order o
          where o.utility = $1 and o.order_id = given.request_id and o.meter_number = given.meter_number and o.kind = $2
            and o.state in ('awaiting-token', 'completed'))
      end as behind
      from unnest($3::uuid[], $4::text[], $5::timestamptz[]) as given (request_id, meter_number, issued_at)
  ), found as (
    insert into unexplained_issue (utility, request_id, hour, meter_number, supply_group_code, kind, requester, issued_at, found_at)
    select $1, request_id, $6, meter_number, $7, $2, $8, issued_at, $9 from judged where behind is null
    on conflict do nothing returning request_id
  ), stated as (
    update missing_issue m set stated_at = $9 from judged where m.utility = $1 and m.request_id = judged.request_id and m.stated_at is null
  )
  select count(*) filter (where behind = 'vend')::int as "forVends", count(*) filter (where behind = 'order')::int as "forOrders",
         count(*) filter (where behind is null)::int as unexplained,
         coalesce((select array_agg(request_id order by request_id) from found), '{}') as found
    from judged`;

/** A meter's token comes within an hour; of what has waited longer the hour in which it came is looked at. */
const FIND_MISSING = `
  with candidate as (
    select vend_id as request_id, 'credit' as kind, meter_number, settled_at, accepted_at as asked_at from vend
     where utility = $1 and tokens is not null and accepted_at >= $2 and accepted_at < $2::timestamptz + interval '1 hour'
       and settled_at - accepted_at <= interval '1 hour'
    union all
    select vend_id, 'credit', meter_number, settled_at, accepted_at from vend
     where utility = $1 and tokens is not null and settled_at >= $2 and settled_at < $2::timestamptz + interval '1 hour'
       and settled_at - accepted_at > interval '1 hour'
    union all
    select order_id, kind, meter_number, settled_at, requested_at from token_order
     where utility = $1 and state = 'completed' and settled_at >= $2 and settled_at < $2::timestamptz + interval '1 hour'
    union all
    select key_change_id, 'key-change', meter_number, issued_at, requested_at from key_change
     where utility = $1 and issued_at >= $2 and issued_at < $2::timestamptz + interval '1 hour'
  ), stated as (
    select unnest(list.request_ids) as request_id
      from vault_issue_list list
      join vault_issue_statement statement on statement.utility = list.utility and statement.statement_id = list.statement_id
       and statement.verdict = 'genuine'
     where list.utility = $1 and list.hour < $2::timestamptz + interval '3 hours'
       and list.hour >= (select date_trunc('hour', min(asked_at), 'UTC') - interval '1 hour' from candidate)
  )
  insert into missing_issue (utility, request_id, kind, meter_number, settled_at, found_at)
  select $1, request_id, kind, meter_number, settled_at, $3 from candidate
   where not exists (select from stated where stated.request_id = candidate.request_id)
     and not exists (select from sandbox_utility where utility = $1)
  on conflict do nothing returning request_id as "requestId"`;

/** Of an hour that was stated more than once the last statement counts: it is of the whole hour. A restored vault begins its revisions again. */
const SUMS = `
  select coalesce(sum(issued), 0)::int as issued, coalesce(sum(for_vends), 0)::int as "forVends",
         coalesce(sum(for_orders), 0)::int as "forOrders", coalesce(sum(unexplained), 0)::int as "unexplainedCount"
    from (select distinct on (hour) issued, for_vends, for_orders, unexplained from vault_issue_statement
           where utility = $1 and hour >= $2 and hour < $3 and verdict = 'genuine'
           order by hour, revision desc, received_at desc) latest`;

const REST = `
  select (select count(*)::int from missing_issue where utility = $1 and stated_at is null and settled_at >= $2 and settled_at < $3) as "missingCount",
         (select count(*)::int from vault_issue_statement
           where utility = $1 and hour >= $2 and hour < $3 and verdict <> 'genuine') as "brokenStatements",
         (select max(hour) + interval '1 hour' from vault_issue_statement where utility = $1 and verdict = 'genuine') as "statedUntil"`;

import { MAX_TEXT } from '@openprepay/contracts/issue-counts';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Issue } from './issue-tally.js';

/** An hour of a utility, by its beginning. */
export interface UtilityHour {
  readonly utility: string;
  readonly hour: Date;
}

export interface StoredStatement {
  readonly hour: Date;
  readonly revision: number;
  readonly statementId: string;
  readonly requests: number;
  readonly parts: number;
  readonly countedAt: Date;
  readonly signature: string;
}

interface Range {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

interface Due extends Range {
  readonly limit: number;
  /** The last that was found before, where more are asked for. */
  readonly after?: UtilityHour | undefined;
}

const hourOf = (column: string): string => `date_trunc('hour', ${column}, 'UTC')`;
const HOUR = `interval '1 hour'`;
/** Of text that is no longer than a statement takes all of it, of other text the beginning: a character may count twice there. */
const cut = (column: string): string =>
  `left(${column}, case when octet_length(${column}) <= ${MAX_TEXT} then ${MAX_TEXT} else ${MAX_TEXT / 2} end)`;

/** Issues are what has been answered with tokens; the tables of answers are others' to write. */
export class IssueCountRepository {
  /** Hours whose rows are not as many as was stated last, the earliest first; for a transaction over all utilities. */
  async due(tx: Tx, { from, to, limit, after }: Due): Promise<readonly UtilityHour[]> {
    return sql<UtilityHour>(
      tx,
      `select counted.utility, counted.hour
         from (select utility, ${hourOf('answered_at')} as hour, count(*) as requests
                 from (select utility, answered_at from token_answer
                        where vending_key_id is not null and answered_at >= $1 and answered_at < $2
                       union all
                       select utility, answered_at from key_change_answer
                        where tokens is not null and answered_at >= $1 and answered_at < $2) issued
                group by 1, 2) counted
        where counted.requests <> coalesce((select stated.requests from issue_statement stated
                                             where stated.utility = counted.utility and stated.hour = counted.hour
                                             order by stated.revision desc limit 1), 0)
          and ($4::timestamptz is null or (counted.hour, counted.utility) > ($4, $5))
        order by counted.hour, counted.utility limit $3`,
      [from, to, limit, after?.hour, after?.utility],
    );
  }

  /** One process at a time states what a utility's vault has issued. */
  async lock(tx: Tx): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('issue statement ' || $1, 0))`, [tx.utility]);
  }

  /** The last that an hour was stated with; 0 before the first. */
  async revisionOf(tx: Tx, hour: Date): Promise<number> {
    const [row] = await sql<{ readonly revision: number }>(
      tx,
      `select coalesce(max(revision), 0) as revision from issue_statement where utility = $1 and hour = $2`,
      [tx.utility, hour],
    );
    return row?.revision ?? 0;
  }

  async insert(tx: Tx, { hour, revision, statementId, requests, parts, countedAt, signature }: StoredStatement): Promise<void> {
    await sql(
      tx,
      `insert into issue_statement (utility, hour, revision, statement_id, requests, parts, counted_at, signature)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [tx.utility, hour, revision, statementId, requests, parts, countedAt, signature],
    );
  }

  /** All of one hour, of one moment, in pages: by group, and in a group by the requests' ids. */
  async *issuesOf(tx: Tx, hour: Date, pageSize: number): AsyncGenerator<readonly Issue[]> {
    await sql(tx, `declare issues_of_hour no scroll cursor for ${ISSUES_OF_HOUR}`, [tx.utility, hour]);
    for (;;) {
      const page = await sql<Issue>(tx, `fetch ${Math.trunc(pageSize)} from issues_of_hour`);
      if (page.length > 0) yield page;
      if (page.length < pageSize) break;
    }
    await sql(tx, 'close issues_of_hour');
  }
}

const ISSUES_OF_HOUR = `
  select * from (
    select answer.request_id as "requestId", ${cut('answer.meter_number')} as "meterNumber",
           ${cut('answer.supply_group_code')} as "supplyGroupCode", coalesce(${cut('made.kind')}, 'unknown') as kind,
           coalesce(${cut('answer.requester')}, 'unknown') as requester, coalesce(made.tokens, 0)::int as tokens, answer.answered_at as "issuedAt"
      from token_answer answer
      left join lateral (select (array_agg(token.kind order by token.position))[1] as kind, count(*) as tokens from issued_token token
                          where token.utility = answer.utility and token.request_id = answer.request_id) made on true
     where answer.utility = $1 and answer.vending_key_id is not null and answer.answered_at >= $2::timestamptz
       and answer.answered_at < $2::timestamptz + ${HOUR}
    union all
    select answer.request_id, ${cut('answer.meter_number')}, coalesce(${cut('key.supply_group_code')}, 'unknown'), 'key-change',
           coalesce(${cut('answer.requester')}, 'unknown'), case jsonb_typeof(answer.tokens) when 'array' then jsonb_array_length(answer.tokens) else 0 end,
           answer.answered_at
      from key_change_answer answer
      left join vending_key key on key.utility = answer.utility and key.id = answer.from_key_id
     where answer.utility = $1 and answer.tokens is not null and answer.answered_at >= $2::timestamptz
       and answer.answered_at < $2::timestamptz + ${HOUR}) issue
   order by "supplyGroupCode" collate "C", kind collate "C", requester collate "C", "requestId"`;

import type { EventData } from '@openprepay/contracts/event';
import type { IssuesListed } from '@openprepay/contracts/issue-counts';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { IssueList } from './issue-list.js';

/** A statement as it came, before it is known whose it is. */
export interface KeptStatement {
  readonly statementId: string;
  /** Of all that it says: two that are not the same stand beside each other. */
  readonly digest: string;
  readonly hour: Date;
  readonly revision: number;
  readonly parts: number;
  /** As it travelled. */
  readonly said: unknown;
}

/** In the order in which they are judged. */
export interface WaitingStatement {
  readonly utility: string;
  readonly statementId: string;
  readonly digest: string;
  readonly hour: Date;
  readonly revision: number;
}

interface Waiting {
  readonly receivedBefore: Date;
  readonly after: WaitingStatement | undefined;
  readonly limit: number;
}

export interface Compared {
  readonly issued: number;
  readonly forVends: number;
  readonly forOrders: number;
  readonly unexplained: number;
}

/** What came of a statement. */
export type Verdict = ({ readonly verdict: 'genuine' } & Compared) | { readonly verdict: 'forged' | 'contradicted' };

/** What the vault has said that it has issued. Rows are only added, and judged once. */
export class IssueStatementRepository {
  async keepList(tx: Tx, list: EventData<typeof IssuesListed>, receivedAt: Date): Promise<void> {
    const { statementId, part, hour, supplyGroupCode, kind, requester, issues } = list;
    await sql(
      tx,
      `insert into vault_issue_list (utility, statement_id, part, hour, supply_group_code, kind, requester, request_ids, meter_numbers,
         issued_at, received_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
      [
        ...[tx.utility, statementId, part, hour, supplyGroupCode, kind, requester],
        ...[issues.map(({ requestId }) => requestId), issues.map(({ meterNumber }) => meterNumber), issues.map(({ issuedAt }) => issuedAt)],
        receivedAt,
      ],
    );
  }

  async keep(tx: Tx, { statementId, digest, hour, revision, parts, said }: KeptStatement, receivedAt: Date): Promise<void> {
    await sql(
      tx,
      `insert into vault_issue_statement (utility, statement_id, digest, hour, revision, parts, said, received_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
      [tx.utility, statementId, digest, hour, revision, parts, JSON.stringify(said), receivedAt],
    );
  }

  /** Those that can be judged: their lists are here, or have not come for too long. For a transaction over all utilities. */
  async waiting(tx: Tx, { receivedBefore, after, limit }: Waiting): Promise<readonly WaitingStatement[]> {
    return sql<WaitingStatement>(
      tx,
      `select s.utility, s.statement_id as "statementId", s.digest, s.hour, s.revision from vault_issue_statement s
        where s.verdict is null and (s.received_at < $1 or s.parts <= (
          select count(*) from vault_issue_list l where l.utility = s.utility and l.statement_id = s.statement_id))
          and ($2::timestamptz is null or (s.hour, s.revision, s.utility, s.statement_id, s.digest) > ($2, $3::integer, $4, $5::uuid, $6))
        order by s.hour, s.revision, s.utility, s.statement_id, s.digest limit $7`,
      [receivedBefore, after?.hour, after?.revision, after?.utility, after?.statementId, after?.digest, limit],
    );
  }

  /** @returns undefined where another process judges it, or has */
  async take(tx: Tx, { statementId, digest }: Pick<KeptStatement, 'statementId' | 'digest'>): Promise<KeptStatement | undefined> {
    const [row] = await sql<KeptStatement>(
      tx,
      `select statement_id as "statementId", digest, hour, revision, parts, said from vault_issue_statement
        where utility = $1 and statement_id = $2 and digest = $3 and verdict is null for update skip locked`,
      [tx.utility, statementId, digest],
    );
    return row;
  }

  /** The lists of a statement, one after the other. */
  async *lists(tx: Tx, statementId: string): AsyncGenerator<IssueList> {
    for (let after = 0; ;) {
      const [list] = await sql<IssueList>(
        tx,
        `select part, supply_group_code as "supplyGroupCode", kind, requester, request_ids as "requestIds", meter_numbers as "meterNumbers",
                issued_at as "issuedAt"
           from vault_issue_list where utility = $1 and statement_id = $2 and part > $3 order by part limit 1`,
        [tx.utility, statementId, after],
      );
      if (!list) return;
      yield list;
      after = list.part;
    }
  }

  async judge(tx: Tx, { statementId, digest }: Pick<KeptStatement, 'statementId' | 'digest'>, verdict: Verdict & { readonly at: Date }) {
    const compared = verdict.verdict === 'genuine' ? verdict : undefined;
    await sql(
      tx,
      `update vault_issue_statement set verdict = $4, compared_at = $5, issued = $6, for_vends = $7, for_orders = $8, unexplained = $9
        where utility = $1 and statement_id = $2 and digest = $3`,
      [
        ...[tx.utility, statementId, digest, verdict.verdict, verdict.at],
        ...[compared?.issued, compared?.forVends, compared?.forOrders, compared?.unexplained].map((count) => count ?? null),
      ],
    );
  }
}

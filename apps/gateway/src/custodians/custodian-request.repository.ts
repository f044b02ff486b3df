import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { GatewayError } from '../gateway-error.js';
import type { CustodianDecision, CustodianRequest, CustodianRequestState } from './custodian-request.js';
import { CustodianRequestRow } from './custodian-request.row.js';

const ONE_OPEN = 'custodian_request_open';

export interface CustodianRequestFilter {
  readonly state: CustodianRequestState | undefined;
  /** Id of the last one of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

export class CustodianRequestRepository {
  /** @throws {GatewayError} `gateway.custodian_request_open` */
  async insert(tx: Tx, request: CustodianRequest): Promise<void> {
    await entities(tx)
      .insert(CustodianRequestRow, toRow(request))
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, ONE_OPEN)) throw cause;
        throw new GatewayError('gateway.custodian_request_open', 'something about this user waits for a second administrator already', {
          cause,
        });
      });
  }

  /** Of the transaction's utility, or of any where it sees all. Locked until its end. */
  async lock(tx: Tx, id: string): Promise<CustodianRequest | undefined> {
    const [row] = await sql<CustodianRequestRow>(
      tx,
      `select ${columnsOf(CustodianRequestRow, 'r')} from custodian_request r where r.id = $1 for update`,
      [id],
    );
    return row && fromRow(row);
  }

  /**
   * Decides a request that waits: whoever comes second finds it decided.
   *
   * @throws {GatewayError} `gateway.custodian_request_settled`
   */
  async decide(tx: Tx, id: string, decision: CustodianDecision): Promise<CustodianRequest> {
    const { state, decidedBy, decidedByName, decidedAt } = decision;
    const reason = decision.state === 'refused' ? decision.reason : null;
    const effectiveAt = decision.state === 'approved' ? decision.effectiveAt : null;
    const [row] = await sql<CustodianRequestRow>(
      tx,
      `with decided as (
         update custodian_request set state = $2, decided_by = $3, decided_by_name = $4, decided_at = $5, reason = $6,
                effective_at = $7, password_hash = null
          where id = $1 and state = 'awaiting-approval' returning *)
       select ${columnsOf(CustodianRequestRow, 'r')} from decided r`,
      [id, state, decidedBy, decidedByName, decidedAt, reason, effectiveAt],
    );
    if (!row) throw new GatewayError('gateway.custodian_request_settled', 'this has been decided already');
    return fromRow(row);
  }

  /** Newest first. */
  async list(tx: Tx, { state, before, limit }: CustodianRequestFilter): Promise<readonly CustodianRequest[]> {
    const rows = await sql<CustodianRequestRow>(
      tx,
      `select ${columnsOf(CustodianRequestRow, 'r')} from custodian_request r
        where r.utility = $1 and ($2::text is null or r.state = $2) and ($3::uuid is null or r.id < $3) order by r.id desc limit $4`,
      [tx.utility, state ?? null, before ?? null, limit],
    );
    return rows.map(fromRow);
  }
}

const fromRow = (row: CustodianRequestRow): CustodianRequest =>
  present({
    ...row,
    roles: row.roles ?? undefined,
    passwordHash: row.passwordHash ?? undefined,
    decidedBy: row.decidedBy ?? undefined,
    decidedByName: row.decidedByName ?? undefined,
    decidedAt: row.decidedAt ?? undefined,
    reason: row.reason ?? undefined,
    effectiveAt: row.effectiveAt ?? undefined,
  });

const toRow = (request: CustodianRequest): CustodianRequestRow => ({
  ...request,
  roles: request.roles ?? null,
  passwordHash: request.passwordHash ?? null,
  decidedBy: request.decidedBy ?? null,
  decidedByName: request.decidedByName ?? null,
  decidedAt: request.decidedAt ?? null,
  reason: request.reason ?? null,
  effectiveAt: request.effectiveAt ?? null,
});

import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { Not } from 'typeorm';
import type { Person } from '../person.js';
import { DEFAULT_POLICY, type KnownPolicy, type TokenPolicy } from './token-policy.js';
import { TokenPolicyRow } from './token-policy.row.js';

export interface TokenPolicyChange {
  readonly policy: TokenPolicy;
  readonly changedBy: Person;
  readonly changedAt: Date;
}

/** What utilities have said of their management tokens. Only ever added to: who said what when stays. */
export class TokenPolicyRepository {
  async current(tx: Tx): Promise<KnownPolicy> {
    const [row] = await entities(tx).find(TokenPolicyRow, { where: { utility: tx.utility }, order: { position: 'DESC' }, take: 1 });
    return row ? { approval: row.approval, limits: row.limits, changedBy: row.changedBySubject } : DEFAULT_POLICY;
  }

  /** The last that anybody else has set, or what held at first. */
  async ofOthers(tx: Tx, subject: string): Promise<TokenPolicy> {
    const [row] = await entities(tx).find(TokenPolicyRow, {
      where: { utility: tx.utility, changedBySubject: Not(subject) },
      order: { position: 'DESC' },
      take: 1,
    });
    return row ?? DEFAULT_POLICY;
  }

  async add(tx: Tx, { policy, changedBy, changedAt }: TokenPolicyChange): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('token-policy ' || $1, 0))`, [tx.utility]);
    await sql(
      tx,
      `insert into token_policy (utility, position, approval, limits, changed_by_subject, changed_by_username, changed_at)
       select $1, coalesce(max(position), 0) + 1, $2, $3, $4, $5, $6 from token_policy where utility = $1`,
      [tx.utility, JSON.stringify(policy.approval), JSON.stringify(policy.limits), changedBy.subject, changedBy.username, changedAt],
    );
  }
}

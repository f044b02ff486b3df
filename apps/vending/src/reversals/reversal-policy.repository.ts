import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { Not } from 'typeorm';
import type { Person } from '../person.js';
import { DEFAULT_POLICY, type KnownReversalPolicy, type ReversalPolicy } from './reversal-policy.js';
import { ReversalPolicyRow } from './reversal-policy.row.js';

export interface ReversalPolicyChange {
  readonly policy: ReversalPolicy;
  readonly changedBy: Person;
  readonly changedAt: Date;
}

/** What utilities have said of their reversals. Only ever added to: who said what when stays. */
export class ReversalPolicyRepository {
  async current(tx: Tx): Promise<KnownReversalPolicy> {
    const [row] = await entities(tx).find(ReversalPolicyRow, { where: { utility: tx.utility }, order: { position: 'DESC' }, take: 1 });
    return row ? { ...fromRow(row), changedBy: row.changedBySubject } : DEFAULT_POLICY;
  }

  /** The last that anybody else has set, or what held at first. */
  async ofOthers(tx: Tx, subject: string): Promise<ReversalPolicy> {
    const [row] = await entities(tx).find(ReversalPolicyRow, {
      where: { utility: tx.utility, changedBySubject: Not(subject) },
      order: { position: 'DESC' },
      take: 1,
    });
    return row ? fromRow(row) : DEFAULT_POLICY;
  }

  async add(tx: Tx, { policy, changedBy, changedAt }: ReversalPolicyChange): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('reversal-policy ' || $1, 0))`, [tx.utility]);
    await sql(
      tx,
      `insert into reversal_policy (utility, position, mode, minutes, approval, changed_by_subject, changed_by_username, changed_at)
       select $1, coalesce(max(position), 0) + 1, $2, $3, $4, $5, $6, $7 from reversal_policy where utility = $1`,
      [tx.utility, policy.mode, policy.minutes ?? null, policy.approval, changedBy.subject, changedBy.username, changedAt],
    );
  }
}

const fromRow = ({ mode, minutes, approval }: ReversalPolicyRow): ReversalPolicy => ({ mode, minutes: minutes ?? undefined, approval });

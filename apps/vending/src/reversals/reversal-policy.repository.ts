import type { Principal } from '@openprepay/contracts/identity';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { In, Not } from 'typeorm';
import type { Person } from '../person.js';
import { bindingOn } from '../policy-setter.js';
import { DEFAULT_POLICY, type KnownReversalPolicy, type ReversalPolicy } from './reversal-policy.js';
import { ReversalPolicyRow } from './reversal-policy.row.js';

export interface ReversalPolicyChange {
  readonly policy: ReversalPolicy;
  readonly changedBy: Person;
  readonly inOwnHands: boolean;
  readonly changedAt: Date;
}

/** What utilities have said of their reversals. Only ever added to: who said what when stays. */
export class ReversalPolicyRepository {
  async current(tx: Tx): Promise<KnownReversalPolicy> {
    const [row] = await entities(tx).find(ReversalPolicyRow, { where: { utility: tx.utility }, order: { position: 'DESC' }, take: 1 });
    return row ? { ...fromRow(row), changedBy: row.changedBySubject, inOwnHands: row.changedInOwnHands } : DEFAULT_POLICY;
  }

  /** What binds one person: see `bindingOn`. */
  async binding(tx: Tx, caller: Principal): Promise<readonly ReversalPolicy[]> {
    const lastNotOf = (subjects: readonly string[]) => this.lastNotOf(tx, subjects);
    return bindingOn<ReversalPolicy>(caller, await this.current(tx), { byDefault: DEFAULT_POLICY, lastNotOf });
  }

  async add(tx: Tx, { policy, changedBy, inOwnHands, changedAt }: ReversalPolicyChange): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('reversal-policy ' || $1, 0))`, [tx.utility]);
    await sql(
      tx,
      `insert into reversal_policy (utility, position, mode, minutes, approval, changed_by_subject, changed_by_username, changed_at, changed_in_own_hands)
       select $1, coalesce(max(position), 0) + 1, $2, $3, $4, $5, $6, $7, $8 from reversal_policy where utility = $1`,
      [tx.utility, policy.mode, policy.minutes ?? null, policy.approval, changedBy.subject, changedBy.username, changedAt, inOwnHands],
    );
  }

  private async lastNotOf(tx: Tx, subjects: readonly string[]): Promise<ReversalPolicy | undefined> {
    const [row] = await entities(tx).find(ReversalPolicyRow, {
      where: { utility: tx.utility, changedInOwnHands: true, changedBySubject: Not(In([...subjects])) },
      order: { position: 'DESC' },
      take: 1,
    });
    return row && fromRow(row);
  }
}

const fromRow = ({ mode, minutes, approval }: ReversalPolicyRow): ReversalPolicy => ({ mode, minutes: minutes ?? undefined, approval });

import type { Principal } from '@openprepay/contracts/identity';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths } from '@openprepay/quantities';
import { In, Not } from 'typeorm';
import type { Person } from '../person.js';
import { bindingOn } from '../policy-setter.js';
import { DEFAULT_POLICY, type FreeIssuePolicy, type KnownFreeIssuePolicy } from './free-issue-policy.js';
import { FreeIssuePolicyRow } from './free-issue-policy.row.js';

export interface FreeIssuePolicyChange {
  readonly policy: FreeIssuePolicy;
  readonly changedBy: Person;
  readonly inOwnHands: boolean;
  readonly changedAt: Date;
}

/** What utilities have said of units that are given. Only ever added to: who said what when stays. */
export class FreeIssuePolicyRepository {
  async current(tx: Tx): Promise<KnownFreeIssuePolicy> {
    const [row] = await entities(tx).find(FreeIssuePolicyRow, { where: { utility: tx.utility }, order: { position: 'DESC' }, take: 1 });
    return row ? { ...fromRow(row), changedBy: row.changedBySubject, inOwnHands: row.changedInOwnHands } : DEFAULT_POLICY;
  }

  /** What binds one person: see `bindingOn`. */
  async binding(tx: Tx, caller: Principal): Promise<readonly FreeIssuePolicy[]> {
    const lastNotOf = (subjects: readonly string[]) => this.lastNotOf(tx, subjects);
    return bindingOn<FreeIssuePolicy>(caller, await this.current(tx), { byDefault: DEFAULT_POLICY, lastNotOf });
  }

  async add(tx: Tx, { policy, changedBy, inOwnHands, changedAt }: FreeIssuePolicyChange): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('free-issue-policy ' || $1, 0))`, [tx.utility]);
    await sql(
      tx,
      `insert into free_issue_policy (utility, position, approval_above_tenths, per_user_per_day_tenths, changed_by_subject,
         changed_by_username, changed_at, changed_in_own_hands)
       select $1, coalesce(max(position), 0) + 1, $2, $3, $4, $5, $6, $7 from free_issue_policy where utility = $1`,
      [
        ...[tx.utility, policy.approvalAboveTenths.toString(), policy.perUserPerDayTenths?.toString() ?? null],
        ...[changedBy.subject, changedBy.username, changedAt, inOwnHands],
      ],
    );
  }

  private async lastNotOf(tx: Tx, subjects: readonly string[]): Promise<FreeIssuePolicy | undefined> {
    const [row] = await entities(tx).find(FreeIssuePolicyRow, {
      where: { utility: tx.utility, changedInOwnHands: true, changedBySubject: Not(In([...subjects])) },
      order: { position: 'DESC' },
      take: 1,
    });
    return row && fromRow(row);
  }
}

const fromRow = ({ approvalAboveTenths, perUserPerDayTenths }: FreeIssuePolicyRow): FreeIssuePolicy => ({
  approvalAboveTenths: creditTenths(BigInt(approvalAboveTenths)),
  perUserPerDayTenths: perUserPerDayTenths === null ? undefined : creditTenths(BigInt(perUserPerDayTenths)),
});

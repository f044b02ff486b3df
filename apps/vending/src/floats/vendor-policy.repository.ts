import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import { defaultPolicy, type VendorPolicy } from './vendor-policy.js';
import { VendorPolicyRow } from './vendor-policy.row.js';

export interface PolicyChange {
  readonly policy: VendorPolicy;
  readonly changedAt: Date;
  readonly changedBy: string;
  /** Where it took two. */
  readonly approvedBy: string | undefined;
}

export class VendorPolicyRepository {
  /** Whoever changes the policy at the same moment waits until the transaction ends. */
  async lock(tx: Tx): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('vendor policy ' || $1, 0))`, [tx.utility]);
  }

  /** @param currency of the utility, for what it has not said itself */
  async current(tx: Tx, currency: string): Promise<VendorPolicy> {
    const row = await entities(tx).findOneBy(VendorPolicyRow, { utility: tx.utility });
    return row ? fromRow(row) : defaultPolicy(currency);
  }

  /** Whether the utility has said anything itself. */
  async isSaid(tx: Tx): Promise<boolean> {
    return entities(tx).existsBy(VendorPolicyRow, { utility: tx.utility });
  }

  async save(tx: Tx, { policy, changedAt, changedBy, approvedBy }: PolicyChange): Promise<void> {
    await entities(tx).upsert(
      VendorPolicyRow,
      {
        utility: tx.utility,
        depositApprovalAboveMinor: policy.depositApprovalAboveMinor.toString(),
        floatLimitApprovalAboveMinor: policy.floatLimitApprovalAboveMinor.toString(),
        withdrawalApprovalAboveMinor: policy.withdrawalApprovalAboveMinor.toString(),
        changedAt,
        changedBy,
        approvedBy: approvedBy ?? null,
      },
      ['utility'],
    );
  }
}

const fromRow = (row: VendorPolicyRow): VendorPolicy => ({
  depositApprovalAboveMinor: moneyMinor(BigInt(row.depositApprovalAboveMinor)),
  floatLimitApprovalAboveMinor: moneyMinor(BigInt(row.floatLimitApprovalAboveMinor)),
  withdrawalApprovalAboveMinor: moneyMinor(BigInt(row.withdrawalApprovalAboveMinor ?? row.depositApprovalAboveMinor)),
});

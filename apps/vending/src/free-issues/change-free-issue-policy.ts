import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import { isInOwnHands } from '../policy-setter.js';
import { readTenths } from '../selling/sale-request.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { FreeIssuePolicy } from './free-issue-policy.js';
import type { FreeIssuePolicyRepository } from './free-issue-policy.repository.js';

export interface ChangeFreeIssuePolicyCommand {
  /** Decimal units. */
  readonly unitsApprovalAbove: string;
  readonly unitsPerUserPerDay?: string | undefined;
}

/** Above how many units it takes two people. Whoever lets one person do more is bound by what others have said before. */
export class ChangeFreeIssuePolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: FreeIssuePolicyRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.units_invalid`, `vending.staff_required` */
  async execute(caller: Principal, { unitsApprovalAbove, unitsPerUserPerDay }: ChangeFreeIssuePolicyCommand): Promise<FreeIssuePolicy> {
    requireStaff(caller);
    const policy: FreeIssuePolicy = {
      approvalAboveTenths: readTenths(unitsApprovalAbove),
      perUserPerDayTenths: unitsPerUserPerDay === undefined ? undefined : readTenths(unitsPerUserPerDay),
    };
    const change = { policy, changedBy: personOf(caller), inOwnHands: isInOwnHands(caller), changedAt: this.clock.now() };
    await this.unitOfWork.run(caller.utility, (tx) => this.policies.add(tx, change));
    return policy;
  }
}

import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import { isInOwnHands } from '../policy-setter.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { ReversalPolicy } from './reversal-policy.js';
import type { ReversalPolicyRepository } from './reversal-policy.repository.js';

/** Which sales may be taken back, and by how many people. */
export class ChangeReversalPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: ReversalPolicyRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.staff_required` */
  async execute(caller: Principal, policy: ReversalPolicy): Promise<ReversalPolicy> {
    requireStaff(caller);
    const change = { policy, changedBy: personOf(caller), inOwnHands: isInOwnHands(caller), changedAt: this.clock.now() };
    await this.unitOfWork.run(caller.utility, (tx) => this.policies.add(tx, change));
    return policy;
  }
}

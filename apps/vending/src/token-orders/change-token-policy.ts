import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import { isInOwnHands } from '../policy-setter.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { TokenPolicy } from './token-policy.js';
import type { TokenPolicyRepository } from './token-policy.repository.js';

/** What takes two people, and how many tokens one person may order. */
export class ChangeTokenPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: TokenPolicyRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.staff_required` */
  async execute(caller: Principal, policy: TokenPolicy): Promise<TokenPolicy> {
    requireStaff(caller);
    const change = { policy, changedBy: personOf(caller), inOwnHands: isInOwnHands(caller), changedAt: this.clock.now() };
    await this.unitOfWork.run(caller.utility, (tx) => this.policies.add(tx, change));
    return policy;
  }
}

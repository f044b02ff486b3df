import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { KeyChangePolicy } from './key-change-policy.js';
import type { KeyChangePolicyRepository } from './key-change-policy.repository.js';

/** What a sale does about a due key. */
export class ChangeKeyChangePolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: KeyChangePolicyRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.staff_required` */
  async execute(caller: Principal, policy: KeyChangePolicy): Promise<KeyChangePolicy> {
    requireStaff(caller);
    const change = { policy, changedBy: personOf(caller), changedAt: this.clock.now() };
    await this.unitOfWork.run(caller.utility, (tx) => this.policies.add(tx, change));
    return policy;
  }
}

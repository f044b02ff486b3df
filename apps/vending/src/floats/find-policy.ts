import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VendorPolicy } from './vendor-policy.js';
import type { VendorPolicyRepository } from './vendor-policy.repository.js';

/** What takes two people at the caller's utility. */
export class FindPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: VendorPolicyRepository,
  ) {}

  execute({ utility, currency }: Principal): Promise<VendorPolicy> {
    return this.unitOfWork.run(utility, (tx) => this.policies.current(tx, currency));
  }
}

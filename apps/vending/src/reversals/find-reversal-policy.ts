import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ReversalPolicy } from './reversal-policy.js';
import type { ReversalPolicyRepository } from './reversal-policy.repository.js';

/** Which sales may be taken back at the caller's utility. */
export class FindReversalPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: ReversalPolicyRepository,
  ) {}

  execute({ utility }: Principal): Promise<ReversalPolicy> {
    return this.unitOfWork.run(utility, (tx) => this.policies.current(tx));
  }
}

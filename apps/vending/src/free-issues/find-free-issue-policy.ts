import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { FreeIssuePolicy } from './free-issue-policy.js';
import type { FreeIssuePolicyRepository } from './free-issue-policy.repository.js';

/** Above how many units it takes two people at the caller's utility. */
export class FindFreeIssuePolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: FreeIssuePolicyRepository,
  ) {}

  execute({ utility }: Principal): Promise<FreeIssuePolicy> {
    return this.unitOfWork.run(utility, (tx) => this.policies.current(tx));
  }
}

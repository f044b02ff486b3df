import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { TokenPolicy } from './token-policy.js';
import type { TokenPolicyRepository } from './token-policy.repository.js';

/** What takes two people at the caller's utility, and what one may order. */
export class FindTokenPolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: TokenPolicyRepository,
  ) {}

  execute({ utility }: Principal): Promise<TokenPolicy> {
    return this.unitOfWork.run(utility, (tx) => this.policies.current(tx));
  }
}

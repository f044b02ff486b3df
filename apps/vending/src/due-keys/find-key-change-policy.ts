import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { KeyChangePolicy } from './key-change-policy.js';
import type { KeyChangePolicyRepository } from './key-change-policy.repository.js';

/** What sales of the caller's utility do about due keys. */
export class FindKeyChangePolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: KeyChangePolicyRepository,
  ) {}

  execute({ utility }: Principal): Promise<KeyChangePolicy> {
    return this.unitOfWork.run(utility, (tx) => this.policies.current(tx));
  }
}

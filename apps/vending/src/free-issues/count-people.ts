import type { Principal } from '@openprepay/contracts/identity';
import type { Tx } from '@openprepay/persistence/tx';
import type { FreeIssue } from './free-issue.js';
import { takesTwo } from './free-issue-policy.js';
import type { FreeIssuePolicyRepository } from './free-issue-policy.repository.js';
import type { FreeIssueRepository } from './free-issue.repository.js';

const DAY_MS = 24 * 3_600_000;

/** Whether it takes a second person to give units, by the policy and by what the first one has given alone. */
export class CountPeople {
  constructor(
    private readonly issues: FreeIssueRepository,
    private readonly policies: FreeIssuePolicyRepository,
  ) {}

  /** The person is locked. */
  async takesTwo(
    tx: Tx,
    caller: Principal,
    { unitsTenths, requestedAt }: Pick<FreeIssue, 'unitsTenths' | 'requestedAt'>,
  ): Promise<boolean> {
    const [binding, givenTenths] = await Promise.all([
      this.policies.binding(tx, caller),
      this.issues.givenAlone(tx, caller.subject, new Date(requestedAt.getTime() - DAY_MS)),
    ]);
    return takesTwo(binding, { unitsTenths, givenTenths });
  }
}

import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VendRepository } from '../vend/vend.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { DecidedIssue } from './decide-free-issue.js';
import type { FreeIssueRepository } from './free-issue.repository.js';

/** One free issue of the caller's utility, with its vend where there is one. */
export class FindFreeIssue {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly issues: FreeIssueRepository,
    private readonly vends: VendRepository,
  ) {}

  /** @throws {VendingError} `vending.free_issue_unknown`, `vending.staff_required` */
  execute(caller: Principal, { freeIssueId }: { readonly freeIssueId: string }): Promise<DecidedIssue> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const issue = await this.issues.require(tx, freeIssueId);
      const { decision } = issue;
      return { issue, vend: decision?.state === 'issued' ? await this.vends.find(tx, decision.vendId) : undefined };
    });
  }
}

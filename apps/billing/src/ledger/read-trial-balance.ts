import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { JournalRepository } from './journal.repository.js';
import { isBalanced, type TrialBalance } from './trial-balance.js';

/** Adds up every ledger account of the caller's utility. */
export class ReadTrialBalance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly journal: JournalRepository,
  ) {}

  async execute(caller: Principal): Promise<TrialBalance> {
    const totals = await this.unitOfWork.run(caller.utility, (tx) => this.journal.totals(tx));
    return { ...totals, balanced: isBalanced(totals.accounts) };
  }
}

import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { askForSets } from './ask-for-sets.js';
import type { KeyChangeRepository } from './key-change.repository.js';

const MAX_RESENT = 1_000;

export interface KeyChangeRetry {
  /** How long an answer is waited for before it is asked for again. */
  readonly tokenRetryMs: number;
}

/** Asks again for sets that the vault has not answered for. */
export class ResendKeyChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: KeyChangeRepository,
    private readonly requests: VaultRequests,
    private readonly clock: Clock,
    private readonly settings: KeyChangeRetry,
  ) {}

  /** For every utility. @returns how many were asked for again */
  execute(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const now = this.clock.now();
      const askedBefore = new Date(now.getTime() - this.settings.tokenRetryMs);
      const due = await this.changes.takeUnanswered(tx, { now, askedBefore, limit: MAX_RESENT });
      for (const utility of new Set(due.map((one) => one.utility))) {
        const changes = due.filter((one) => one.utility === utility).map(({ change }) => change);
        await inUtility(tx, utility, (owned) => askForSets(owned, this.requests, { changes, at: now }));
      }
      return due.length;
    });
  }
}

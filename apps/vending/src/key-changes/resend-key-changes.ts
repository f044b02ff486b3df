import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { sharedOut } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
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
    private readonly logger: Logger,
  ) {}

  /** For every utility; what fails for one keeps no other waiting. @returns how many were asked for again */
  async execute(): Promise<number> {
    const now = this.clock.now();
    const since = { now, askedBefore: new Date(now.getTime() - this.settings.tokenRetryMs) };
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.changes.utilitiesWithUnanswered(tx, since));
    return sharedOut(this.logger, { task: 'unanswered key changes', utilities, limit: MAX_RESENT }, (utility, limit) =>
      this.unitOfWork.run(utility, async (tx) => {
        const changes = await this.changes.takeUnanswered(tx, { ...since, limit });
        await askForSets(tx, this.requests, { changes, at: now });
        return changes.length;
      }),
    );
  }
}

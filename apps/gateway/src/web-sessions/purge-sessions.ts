import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { WebSessionRepository } from './web-session.repository.js';

/** Longer than an access token of a session may live: until then it is to be seen that the session has ended. */
export const KEPT_AFTER_END_MS = 7 * 86_400_000;
export const PURGE_EVERY_MS = 3_600_000;

/** Forgets sessions that have been over for a week. */
export class PurgeSessions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: WebSessionRepository,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_AFTER_END_MS);
    await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.sessions.purge(tx, before));
  }
}

import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { judge, readShown } from './web-session.js';
import type { WebSessionRepository } from './web-session.repository.js';

/** Ends the session of a browser that signs out, and with it the access tokens that were had by it. */
export class EndSession {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: WebSessionRepository,
    private readonly clock: Clock,
  ) {}

  /** Whatever the cookie was; one that was used up ends the session as it does elsewhere. */
  async execute(cookie: string | undefined): Promise<void> {
    const shown = cookie === undefined ? undefined : readShown(cookie);
    if (shown === undefined) return;
    const at = this.clock.now();
    await this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const session = await this.sessions.lockAnywhere(tx, shown.sessionId);
      if (session === undefined) return;
      const why = judge(session, shown.secret, at) === 'reused' ? 'reused' : 'signed-out';
      await this.sessions.end(tx, session, { at, why });
    });
  }
}

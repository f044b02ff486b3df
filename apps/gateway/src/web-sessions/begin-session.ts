import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { User } from '../users/user.js';
import { rolesAt } from '../users/user-roles.js';
import { hashOf, newSecret, type SessionTerms, writeShown } from './web-session.js';
import type { WebSessionRepository } from './web-session.repository.js';

/** What the browser keeps. */
export interface SessionTicket {
  readonly sessionId: string;
  readonly value: string;
  readonly maxAgeSeconds: number;
}

/** Begins a session of somebody who has just proved who they are. */
export class BeginSession {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: WebSessionRepository,
    private readonly terms: SessionTerms,
    private readonly clock: Clock,
  ) {}

  async execute(user: User): Promise<SessionTicket> {
    const [id, secret, now] = [this.clock.newId(), newSecret(), this.clock.now()];
    const { utility, credentialChangedAt } = user;
    const { idleMs, maxMs } = this.terms;
    const lastsMs = Math.min(idleMs, maxMs);
    const session = present({
      id,
      utility,
      userId: user.id,
      roles: rolesAt(user, now),
      credentialChangedAt,
      secretHash: hashOf(secret),
      rotatedAt: now,
      createdAt: now,
      idleUntil: new Date(now.getTime() + lastsMs),
      expiresAt: new Date(now.getTime() + maxMs),
    });
    await this.unitOfWork.run(utility, (tx) => this.sessions.insert(tx, session));
    return { sessionId: id, value: writeShown({ sessionId: id, secret }), maxAgeSeconds: lastsMs / 1_000 };
  }
}

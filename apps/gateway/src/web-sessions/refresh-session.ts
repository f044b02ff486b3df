import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Logger } from 'pino';
import type { AccessTokenIssuer, IssuedAccessToken } from '../tokens/access-token-issuer.js';
import { claimsOf } from '../users/claims-of.js';
import type { Account, UserRepository } from '../users/user.repository.js';
import { rolesAt } from '../users/user-roles.js';
import type { SessionTicket } from './begin-session.js';
import { hashOf, isOver, judge, newSecret, readShown, rotated, type SessionTerms, type WebSession, writeShown } from './web-session.js';
import type { WebSessionRepository } from './web-session.repository.js';

export interface RefreshSettings extends SessionTerms {
  /** For so long nobody else must have had a hand in an account that is to be a second person's. */
  readonly secondPersonDelayMs: number;
}

/** A new access token, and a new cookie where the browser has not just been given one. */
export interface Refreshed {
  readonly issued: IssuedAccessToken;
  readonly ticket: SessionTicket | undefined;
}

interface Found {
  readonly account: Account;
  readonly session: WebSession;
  readonly ticket: SessionTicket | undefined;
}

/** Trades what a browser's cookie holds for an access token, and for another cookie: each is good once. */
export class RefreshSession {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: WebSessionRepository,
    private readonly users: UserRepository,
    private readonly issuer: AccessTokenIssuer,
    private readonly settings: RefreshSettings,
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined where there is no such session, it is over, or the account is no longer what it was */
  async execute(cookie: string | undefined): Promise<Refreshed | undefined> {
    const shown = cookie === undefined ? undefined : readShown(cookie);
    if (shown === undefined) return undefined;
    const now = this.clock.now();
    const found = await this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const session = await this.sessions.lockAnywhere(tx, shown.sessionId);
      return session && !isOver(session, now) ? this.use(tx, { session, secret: shown.secret, now }) : undefined;
    });
    if (found === undefined) return undefined;
    const { account, session, ticket } = found;
    const claims = { ...claimsOf(account, now, this.settings.secondPersonDelayMs), sid: session.id };
    return { issued: await this.issuer.issue(claims), ticket };
  }

  /** Under the session's lock: of two who come with one secret, one is the first. */
  private async use(
    tx: Tx,
    { session, secret, now }: { readonly session: WebSession; readonly secret: string; readonly now: Date },
  ): Promise<Found | undefined> {
    const verdict = judge(session, secret, now);
    if (verdict === 'reused') {
      this.logger.warn({ sessionId: session.id, userId: session.userId }, 'a used-up session cookie was shown: the session has ended');
      await this.sessions.end(tx, session, { at: now, why: 'reused' });
      return undefined;
    }
    const account = await this.users.findAccount(tx, session.userId);
    if (!account || !stillIs(session, account, now)) {
      await this.sessions.end(tx, session, { at: now, why: 'account-changed' });
      return undefined;
    }
    if (verdict === 'just-replaced') return { account, session, ticket: undefined };
    const next = newSecret();
    const renewed = rotated(session, { secretHash: hashOf(next), roles: rolesAt(account.user, now), idleMs: this.settings.idleMs }, now);
    await this.sessions.update(tx, renewed);
    const maxAgeSeconds = (renewed.idleUntil.getTime() - now.getTime()) / 1_000;
    return {
      account,
      session,
      ticket: { sessionId: session.id, value: writeShown({ sessionId: session.id, secret: next }), maxAgeSeconds },
    };
  }
}

/** As an access token ends: the account disabled, a role lost, another password. */
function stillIs(session: WebSession, { user }: Account, now: Date): boolean {
  const held = rolesAt(user, now);
  return (
    user.state === 'active' &&
    user.credentialChangedAt.getTime() === session.credentialChangedAt.getTime() &&
    session.roles.every((role) => held.includes(role))
  );
}

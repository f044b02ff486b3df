import type { Principal } from '@openprepay/contracts/identity';
import { BoundedMap } from '@openprepay/pace/bounded-map';
import type { Clock } from '@openprepay/persistence/clock';
import { isDatabaseOutage } from '@openprepay/persistence/outage';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { User } from '../users/user.js';
import type { UserRepository } from '../users/user.repository.js';
import { rolesAt } from '../users/user-roles.js';
import type { WebSessionRepository } from '../web-sessions/web-session.repository.js';

/** What is known of an account counts for so long: whoever is disabled is out within it. */
export const ACCOUNT_CACHE_MS = 2_000;
/** Accounts remembered at most; the one unused for longest is asked for again first. */
export const MAX_REMEMBERED_ACCOUNTS = 50_000;

export interface AccountSettings {
  /** Somebody else signs users in and keeps their accounts: their tokens count as long as they say. */
  readonly external: boolean;
}

/** What there is to a token: the account, and the session that it was had by. */
interface Found {
  readonly user: User | undefined;
  readonly sessionEnded: boolean;
}

interface Known extends Found {
  readonly atMs: number;
}

/** Whether those who hold tokens are still who the tokens say. The gateway has the accounts; the services take a token's word. */
export class LiveAccounts {
  private readonly known = new BoundedMap<string, Known>(MAX_REMEMBERED_ACCOUNTS);
  private readonly loading = new Map<string, Promise<Found>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
    private readonly sessions: WebSessionRepository,
    private readonly settings: AccountSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * False for somebody who is gone or disabled, has lost a role that the token has, has another password by now or has signed out.
   * While the database is away a token's own word counts, as it does for the services.
   */
  async isLive(caller: Principal): Promise<boolean> {
    if (this.settings.external) return true;
    const now = this.clock.now();
    const known = this.known.get(keyOf(caller));
    if (known && now.getTime() - known.atMs < ACCOUNT_CACHE_MS && stillIs(caller, known, now)) return true;
    return this.isLiveNow(caller);
  }

  /** As `isLive`, from the account as it is now: for what lasts long. */
  async isLiveNow(caller: Principal): Promise<boolean> {
    if (this.settings.external) return true;
    const now = this.clock.now();
    try {
      return stillIs(caller, await this.load(caller), now);
    } catch (error) {
      if (!isDatabaseOutage(error)) throw error;
      return true;
    }
  }

  /** Those of `callers` who are no longer who their tokens say; one question for all of them. */
  async goneOf(callers: readonly Principal[]): Promise<ReadonlySet<Principal>> {
    if (callers.length === 0 || this.settings.external) return new Set();
    const ids = [...new Set(callers.map(({ subject }) => subject))];
    const sessionIds = [...new Set(callers.flatMap(({ sessionId }) => sessionId ?? []))];
    const { users, ended } = await this.unitOfWork.run(ALL_UTILITIES, async (tx) => ({
      users: await this.users.findAll(tx, ids),
      ended: await this.sessions.endedOf(tx, sessionIds),
    }));
    const byId = new Map(users.map((user) => [user.id, user]));
    const now = this.clock.now();
    const foundOf = ({ subject, sessionId }: Principal): Found => ({
      user: byId.get(subject),
      sessionEnded: sessionId !== undefined && ended.has(sessionId),
    });
    return new Set(callers.filter((caller) => !stillIs(caller, foundOf(caller), now)));
  }

  /** Asked once for all who wait for the same account. */
  private load(caller: Principal): Promise<Found> {
    const key = keyOf(caller);
    const running = this.loading.get(key);
    if (running) return running;
    const { subject, sessionId } = caller;
    const loading = this.unitOfWork
      .run(ALL_UTILITIES, async (tx) => ({
        user: (await this.users.findAll(tx, [subject]))[0],
        sessionEnded: sessionId !== undefined && (await this.sessions.endedOf(tx, [sessionId])).has(sessionId),
      }))
      .then((found) => {
        this.known.set(key, { ...found, atMs: this.clock.now().getTime() });
        return found;
      })
      .finally(() => this.loading.delete(key));
    this.loading.set(key, loading);
    return loading;
  }
}

const keyOf = ({ subject, sessionId }: Principal): string => (sessionId === undefined ? subject : `${subject} ${sessionId}`);

function stillIs(caller: Principal, { user, sessionEnded }: Found, now: Date): boolean {
  if (sessionEnded) return false;
  if (user?.state !== 'active' || user.utility !== caller.utility || user.vendorId !== caller.vendorId) return false;
  if (caller.platform && !user.platform) return false;
  const { credentialChangedAt } = caller;
  if (credentialChangedAt !== undefined && credentialChangedAt.getTime() !== user.credentialChangedAt.getTime()) return false;
  const held = rolesAt(user, now);
  return caller.roles.every((role) => held.includes(role));
}

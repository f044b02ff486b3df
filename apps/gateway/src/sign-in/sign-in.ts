import { BoundedMap } from '@openprepay/pace/bounded-map';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { RequestError } from '@openprepay/runtime/problem';
import { GatewayError } from '../gateway-error.js';
import { type BucketRules, TokenBuckets } from '../limits/token-bucket.js';
import type { AccessTokenIssuer, IssuedAccessToken } from '../tokens/access-token-issuer.js';
import { claimsOf } from '../users/claims-of.js';
import type { Guest } from '../users/hash-line.js';
import type { Passwords } from '../users/passwords.js';
import { signInName, type SignInName } from '../users/sign-in-name.js';
import type { Account, UserRepository } from '../users/user.repository.js';
import type { BeginSession, SessionTicket } from '../web-sessions/begin-session.js';
import type { FailureLimit } from './failure-limit.js';

/** User names remembered, each with an address that it has signed in from; the one unused for longest is forgotten first. */
export const MAX_KNOWN_GUESTS = 50_000;

export interface SignInCommand {
  readonly username: string;
  readonly password: string;
  /** Address of the caller: failures are counted per account and address, so that nobody can lock another out. */
  readonly ip: string;
  /** Asks for a session that the browser keeps by a cookie. */
  readonly session?: boolean | undefined;
}

export interface SignedIn {
  readonly issued: IssuedAccessToken;
  readonly ticket: SessionTicket | undefined;
}

export interface SignInSettings {
  /** Who signs users in instead of us. */
  readonly externalIssuer: string | undefined;
  /** Of one address, for names that have not signed in from it before. */
  readonly perAddress: BucketRules;
  /** For so long nobody else must have had a hand in an account that is to be a second person's. */
  readonly secondPersonDelayMs: number;
}

interface Try {
  readonly password: string;
  readonly guest: Guest;
  readonly ip: string;
}

/** Trades a password for an access token, and for a session where one is asked for. */
export class SignIn {
  /** Who has signed in from where: they come before strangers, and whatever floods their address does not keep them out. */
  private readonly known = new BoundedMap<string, true>(MAX_KNOWN_GUESTS);
  private readonly addresses: TokenBuckets;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly failures: FailureLimit,
    private readonly issuer: AccessTokenIssuer,
    private readonly beginSession: BeginSession,
    private readonly settings: SignInSettings,
    private readonly clock: Clock,
  ) {
    this.addresses = new TokenBuckets(settings.perAddress);
  }

  /**
   * Unknown, ambiguous, wrong and disabled look the same from outside and take the same work.
   *
   * @throws {GatewayError} `gateway.credentials_wrong`, `gateway.external_sign_in`
   * @throws {RequestError} `request.rate_limited` after too many failures, or tries
   */
  async execute({ username, password, ip, session }: SignInCommand): Promise<SignedIn> {
    const { externalIssuer } = this.settings;
    if (externalIssuer !== undefined) throw new GatewayError('gateway.external_sign_in', `sign in at ${externalIssuer}`);
    const name = signInName(username);
    const key = `name\n${name.whole}\n${ip}`;
    const known = this.known.get(key) === true;
    if (!known) this.refuseTooFast(ip);
    const guest = known ? ({ known } as const) : ({ known: false, address: ip } as const);
    const guessed = await this.failures.guess(key, () => this.check(name, { password, guest, ip }));
    if ('waitMs' in guessed) throw tooMany('too many failed sign-ins', guessed.waitMs / 1_000);
    if (guessed.found === undefined) throw new GatewayError('gateway.credentials_wrong', 'the user name or the password is wrong');
    this.known.set(key, true);
    const ticket = session === true ? await this.beginSession.execute(guessed.found.user) : undefined;
    const claims = claimsOf(guessed.found, this.clock.now(), this.settings.secondPersonDelayMs);
    return { issued: await this.issuer.issue(ticket ? { ...claims, sid: ticket.sessionId } : claims), ticket };
  }

  /**
   * An account has more names than one: whoever has failed too often by one of them is wrong by the others too, whatever the
   * password, and is not told that they mean the same account.
   */
  private async check(name: SignInName, { password, guest, ip }: Try): Promise<Account | undefined> {
    const account = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.users.findBySignInName(tx, name));
    const guessed = await this.failures.guess(`account\n${account?.user.id ?? name.whole}\n${ip}`, async () => {
      const right = await this.passwords.matches(account?.user.passwordHash, password, guest);
      return right && account?.user.state === 'active' ? account : undefined;
    });
    if ('found' in guessed) return guessed.found;
    await this.passwords.matches(undefined, password, guest);
    return undefined;
  }

  private refuseTooFast(ip: string): void {
    const waitSeconds = this.addresses.take(ip, this.clock.now().getTime());
    if (waitSeconds > 0) throw tooMany('too many sign-ins from this address', waitSeconds);
  }
}

function tooMany(what: string, waitSeconds: number): RequestError {
  const seconds = String(Math.max(1, Math.ceil(waitSeconds)));
  return new RequestError('request.rate_limited', `${what}; try again in ${seconds} s`, { headers: { 'retry-after': seconds } });
}

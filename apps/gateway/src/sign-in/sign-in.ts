import type { AccessTokenClaims } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { RequestError } from '@openprepay/runtime/problem';
import { GatewayError } from '../gateway-error.js';
import type { AccessTokenIssuer, IssuedAccessToken } from '../tokens/access-token-issuer.js';
import type { Passwords } from '../users/passwords.js';
import { canonicalUsername, type User } from '../users/user.js';
import { rolesAt } from '../users/user-roles.js';
import type { UserRepository } from '../users/user.repository.js';
import type { Utility } from '../utilities/utility.js';
import type { UtilityRepository } from '../utilities/utility.repository.js';
import type { FailureLimit } from './failure-limit.js';

export interface SignInCommand {
  readonly username: string;
  readonly password: string;
  /** Address of the caller: failures are counted per user name and address, so that nobody can lock another out. */
  readonly ip: string;
}

export interface SignInSettings {
  /** Who signs users in instead of us. */
  readonly externalIssuer: string | undefined;
}

interface Account {
  readonly user: User;
  readonly utility: Utility;
}

/** Trades a password for an access token. */
export class SignIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
    private readonly utilities: UtilityRepository,
    private readonly passwords: Passwords,
    private readonly failures: FailureLimit,
    private readonly issuer: AccessTokenIssuer,
    private readonly settings: SignInSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * Unknown, wrong and disabled look the same from outside and take the same time.
   *
   * @throws {GatewayError} `gateway.credentials_wrong`, `gateway.external_sign_in`; `request.rate_limited` after too many failures
   */
  async execute({ username, password, ip }: SignInCommand): Promise<IssuedAccessToken> {
    const { externalIssuer } = this.settings;
    if (externalIssuer !== undefined) throw new GatewayError('gateway.external_sign_in', `sign in at ${externalIssuer}`);
    const name = canonicalUsername(username);
    const key = `${name}\n${ip}`;
    this.refuseAfterFailures(key);
    const account = await this.find(name);
    const right = await this.passwords.matches(account?.user.passwordHash, password);
    if (!right || account?.user.state !== 'active') {
      this.failures.fail(key, this.clock.now().getTime());
      throw new GatewayError('gateway.credentials_wrong', 'the user name or the password is wrong');
    }
    this.failures.succeed(key);
    return this.issuer.issue(claimsOf(account, this.clock.now()));
  }

  private refuseAfterFailures(key: string): void {
    const waitMs = this.failures.waitMs(key, this.clock.now().getTime());
    if (waitMs === 0) return;
    const seconds = Math.ceil(waitMs / 1_000);
    throw new RequestError('request.rate_limited', `too many failed sign-ins; try again in ${seconds} s`, {
      headers: { 'retry-after': String(seconds) },
    });
  }

  private find(username: string): Promise<Account | undefined> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const user = await this.users.findAnywhere(tx, username);
      if (!user) return undefined;
      const utility = await inUtility(tx, user.utility, (own) => this.utilities.find(own));
      return utility ? { user, utility } : undefined;
    });
  }
}

/** What services read of who is calling. */
const claimsOf = ({ user, utility }: Account, now: Date): AccessTokenClaims =>
  present({
    sub: user.id,
    username: user.username,
    utility: utility.code,
    currency: utility.currency,
    timeZone: utility.timeZone,
    roles: rolesAt(user, now),
    vendorId: user.vendorId,
    platform: user.platform ? true : undefined,
    cat: user.credentialChangedAt.getTime() / 1_000,
  });

import type { Principal, Role } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { GatewayError } from '../gateway-error.js';
import type { PasswordPolicy } from './password-policy.js';
import type { Passwords } from './passwords.js';
import type { User, UserState } from './user.js';
import type { UserRepository } from './user.repository.js';

export interface ChangeUserCommand {
  readonly userId: string;
  readonly state?: UserState | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly password?: string | undefined;
}

/** What an administrator changes about another user of the same utility. */
export class ChangeUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly policy: PasswordPolicy,
    private readonly clock: Clock,
  ) {}

  /** @throws {GatewayError} `gateway.user_not_found`, `gateway.own_account`, `gateway.password_too_short` */
  async execute(caller: Principal, { userId, ...changes }: ChangeUserCommand): Promise<User> {
    // A utility always keeps the administrator who is at work.
    if (userId === caller.subject) throw new GatewayError('gateway.own_account', 'another administrator must change your own account');
    if (changes.password !== undefined) this.policy.check(changes.password);
    const passwordHash = changes.password === undefined ? undefined : await this.passwords.hash(changes.password);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const user = await this.users.lock(tx, userId);
      // Who runs the installation is nobody's to change but theirs.
      if (!user || (user.platform && !caller.platform)) throw new GatewayError('gateway.user_not_found', 'there is no such user');
      const now = this.clock.now();
      const changed: User = {
        ...user,
        state: changes.state ?? user.state,
        roles: changes.roles ?? user.roles,
        passwordHash: passwordHash ?? user.passwordHash,
        credentialChangedAt: passwordHash === undefined ? user.credentialChangedAt : now,
        changedAt: now,
      };
      await this.users.update(tx, changed);
      return changed;
    });
  }
}

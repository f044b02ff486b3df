import type { Principal, Role } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { RecordAccountChange } from '../account-changes/record-account-change.js';
import type { AskForCustodian } from '../custodians/ask-for-custodian.js';
import type { PublishCustodianChange } from '../custodians/publish-custodian-change.js';
import { GatewayError } from '../gateway-error.js';
import type { UserOutcome } from './create-user.js';
import type { PasswordPolicy } from './password-policy.js';
import type { Passwords } from './passwords.js';
import { changedUser, type User, type UserState } from './user.js';
import type { UserRepository } from './user.repository.js';
import { checkRoles, isCustodian } from './user-roles.js';

export interface ChangeUserCommand {
  readonly userId: string;
  readonly state?: UserState | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly password?: string | undefined;
}

interface Wanted {
  readonly state?: UserState | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly passwordHash?: string | undefined;
}

/** What an administrator changes about another user of the same utility; a custodian is made, and made anew, by two of them. */
export class ChangeUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly policy: PasswordPolicy,
    private readonly ask: AskForCustodian,
    private readonly record: RecordAccountChange,
    private readonly publish: PublishCustodianChange,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {GatewayError} `gateway.user_not_found`, `gateway.own_account`, `gateway.password_too_short`, `gateway.roles_conflict`,
   *   `gateway.custodian_request_open`
   */
  async execute(caller: Principal, { userId, password, state, ...command }: ChangeUserCommand): Promise<UserOutcome> {
    // A utility always keeps the administrator who is at work.
    if (userId === caller.subject) throw new GatewayError('gateway.own_account', 'another administrator must change your own account');
    if (password !== undefined) this.policy.check(password);
    const roles = command.roles && [...new Set(command.roles)];
    const passwordHash = password === undefined ? undefined : await this.passwords.hash(password);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const user = await this.users.lock(tx, userId);
      // Who runs the installation is nobody's to change but theirs.
      if (!user || (user.platform && !caller.platform)) throw new GatewayError('gateway.user_not_found', 'there is no such user');
      if (roles !== undefined) checkRoles(roles, user.platform);
      if (!needsSecond(user, { roles, passwordHash }))
        return { user: await this.change(tx, caller, { user, wanted: { state, roles, passwordHash } }) };
      // What needs nobody else does not wait: an account is disabled at once.
      if (state !== undefined) await this.change(tx, caller, { user, wanted: { state } });
      return { request: await this.ask.execute(tx, caller, { user, roles, passwordHash }) };
    });
  }

  private async change(tx: Tx, caller: Principal, { user, wanted }: { readonly user: User; readonly wanted: Wanted }): Promise<User> {
    const changed = changedUser(user, wanted, this.clock.now());
    await this.users.update(tx, changed);
    const { state, roles, passwordHash } = wanted;
    const requestedBy = caller.username;
    if (roles !== undefined) await this.record.execute(tx, { actor: caller, user, change: 'roles-changed', roles: changed.roles });
    if (passwordHash !== undefined) await this.record.execute(tx, { actor: caller, user, change: 'password-set' });
    if (isCustodian(user) && !isCustodian(changed)) await this.publish.execute(tx, user, { change: 'revoked', requestedBy });
    if (state !== undefined && state !== user.state) {
      const change = state === 'active' ? 'enabled' : 'disabled';
      await this.record.execute(tx, { actor: caller, user, change });
      if (isCustodian(user)) await this.publish.execute(tx, user, present({ change, requestedBy }));
    }
    return changed;
  }
}

/** Whether one administrator alone would make somebody a custodian, or become one by a password. */
function needsSecond(user: User, { roles, passwordHash }: Wanted): boolean {
  const becomes = roles?.includes('custodian') === true && !isCustodian(user);
  const stays = isCustodian(user) && roles?.includes('custodian') !== false;
  return becomes || (stays && passwordHash !== undefined);
}

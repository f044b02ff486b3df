import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { RequestError } from '@openprepay/runtime/problem';
import { GatewayError } from '../gateway-error.js';
import { SessionEnded } from '../sessions/live-access-tokens.js';
import type { PasswordPolicy } from '../users/password-policy.js';
import type { Passwords } from '../users/passwords.js';
import type { RecordAccountChange } from '../account-changes/record-account-change.js';
import type { PublishCustodianChange } from '../custodians/publish-custodian-change.js';
import { withOwnPassword } from '../users/user.js';
import type { UserRepository } from '../users/user.repository.js';
import { isCustodian } from '../users/user-roles.js';
import type { FailureLimit } from './failure-limit.js';

export interface ChangePasswordCommand {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** A user changes their own password. */
export class ChangePassword {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly policy: PasswordPolicy,
    private readonly failures: FailureLimit,
    private readonly record: RecordAccountChange,
    private readonly publish: PublishCustodianChange,
    private readonly clock: Clock,
  ) {}

  /**
   * A stolen access token must not become a stolen account: guesses are limited as at sign-in.
   *
   * @throws {GatewayError} `gateway.credentials_wrong`, `gateway.password_too_short`, `gateway.user_not_found`
   */
  async execute(caller: Principal, { currentPassword, newPassword }: ChangePasswordCommand): Promise<void> {
    this.policy.check(newPassword);
    const user = await this.unitOfWork.run(caller.utility, (tx) => this.users.findByUsername(tx, caller.username));
    if (user?.id !== caller.subject) throw new GatewayError('gateway.user_not_found', 'this account is not kept here');
    if (user.state !== 'active') throw new SessionEnded();
    const guessed = await this.failures.guess(`password\n${caller.subject}`, async () =>
      (await this.passwords.matches(user.passwordHash, currentPassword, { known: true })) ? user : undefined,
    );
    if ('waitMs' in guessed)
      throw new RequestError('request.rate_limited', 'too many wrong passwords; try again later', {
        headers: { 'retry-after': String(Math.ceil(guessed.waitMs / 1_000)) },
      });
    if (guessed.found === undefined) throw new GatewayError('gateway.credentials_wrong', 'the current password is wrong');
    const passwordHash = await this.passwords.hash(newPassword);
    await this.unitOfWork.run(caller.utility, async (tx) => {
      const locked = await this.users.lock(tx, user.id);
      if (!locked) throw new GatewayError('gateway.user_not_found', 'this account is not kept here');
      // What was right a moment ago must be right still: another may have disabled the account, or set its password.
      if (locked.state !== 'active' || locked.passwordHash !== user.passwordHash) throw new SessionEnded();
      await this.users.update(tx, withOwnPassword(locked, { passwordHash, same: newPassword === currentPassword }, this.clock.now()));
      await this.record.execute(tx, { actor: caller, user: locked, change: 'password-changed' });
      if (isCustodian(locked)) await this.publish.execute(tx, locked, { change: 'password-changed', requestedBy: locked.username });
    });
  }
}

import type { Principal, Role } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { RecordAccountChange } from '../account-changes/record-account-change.js';
import type { AskForCustodian } from '../custodians/ask-for-custodian.js';
import type { CustodianRequest } from '../custodians/custodian-request.js';
import type { PasswordPolicy } from './password-policy.js';
import type { Passwords } from './passwords.js';
import { newUser, type User } from './user.js';
import type { UserRepository } from './user.repository.js';
import { checkRoles } from './user-roles.js';

export interface CreateUserCommand {
  readonly username: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly vendorId?: string | undefined;
}

/** A user as asked, or what of it waits for a second administrator. */
export type UserOutcome = { readonly user: User } | { readonly request: CustodianRequest };

/** Adds a user to the caller's utility. Nobody becomes a platform administrator this way, and nobody a custodian by one person. */
export class CreateUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly policy: PasswordPolicy,
    private readonly ask: AskForCustodian,
    private readonly record: RecordAccountChange,
    private readonly clock: Clock,
  ) {}

  /** @throws {GatewayError} `gateway.username_taken`, `gateway.password_too_short`, `gateway.roles_conflict` */
  async execute(caller: Principal, { password, roles, ...command }: CreateUserCommand): Promise<UserOutcome> {
    this.policy.check(password);
    checkRoles(roles);
    // Hashing takes time, so it happens before the transaction.
    const passwordHash = await this.passwords.hash(password);
    const { utility } = caller;
    const held = roles.filter((role) => role !== 'custodian');
    const user = newUser({ ...command, roles: held, id: this.clock.newId(), utility, passwordHash, at: this.clock.now() });
    return this.unitOfWork.run(utility, async (tx) => {
      await this.users.insert(tx, user);
      await this.record.execute(tx, { actor: caller, user, change: 'created', roles: user.roles });
      return roles.includes('custodian') ? { request: await this.ask.execute(tx, caller, { user, roles: [...new Set(roles)] }) } : { user };
    });
  }
}

import type { Role } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { PasswordPolicy } from './password-policy.js';
import type { Passwords } from './passwords.js';
import { canonicalUsername, type User } from './user.js';
import type { UserRepository } from './user.repository.js';

export interface CreateUserCommand {
  readonly username: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly vendorId?: string | undefined;
}

/** Adds a user to a utility. Nobody becomes a platform administrator this way. */
export class CreateUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly policy: PasswordPolicy,
    private readonly clock: Clock,
  ) {}

  /** @throws {GatewayError} `gateway.username_taken`, `gateway.password_too_short` */
  async execute(utility: string, command: CreateUserCommand): Promise<User> {
    this.policy.check(command.password);
    // Hashing takes time, so it happens before the transaction.
    const user = await this.newUser(utility, command);
    await this.unitOfWork.run(utility, (tx) => this.users.insert(tx, user));
    return user;
  }

  /** A user that is not stored yet: for those who store it with something else. */
  async newUser(utility: string, { username, password, roles, vendorId }: CreateUserCommand): Promise<User> {
    const now = this.clock.now();
    return {
      id: this.clock.newId(),
      utility,
      username: canonicalUsername(username),
      passwordHash: await this.passwords.hash(password),
      roles: [...new Set(roles)],
      ...(vendorId === undefined ? {} : { vendorId }),
      platform: false,
      state: 'active',
      createdAt: now,
      changedAt: now,
    };
  }
}

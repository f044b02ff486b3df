import type { Principal, Role } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { PasswordPolicy } from './password-policy.js';
import type { Passwords } from './passwords.js';
import { newUser, type User } from './user.js';
import type { UserRepository } from './user.repository.js';

export interface CreateUserCommand {
  readonly username: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly vendorId?: string | undefined;
}

/** Adds a user to the caller's utility. Nobody becomes a platform administrator this way. */
export class CreateUser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly policy: PasswordPolicy,
    private readonly clock: Clock,
  ) {}

  /** @throws {GatewayError} `gateway.username_taken`, `gateway.password_too_short` */
  async execute({ utility }: Principal, { password, ...command }: CreateUserCommand): Promise<User> {
    this.policy.check(password);
    // Hashing takes time, so it happens before the transaction.
    const passwordHash = await this.passwords.hash(password);
    const user = newUser({ ...command, id: this.clock.newId(), utility, passwordHash, at: this.clock.now() });
    await this.unitOfWork.run(utility, (tx) => this.users.insert(tx, user));
    return user;
  }
}

import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { GatewayError } from '../gateway-error.js';
import type { CreateUser } from '../users/create-user.js';
import type { PasswordPolicy } from '../users/password-policy.js';
import type { User } from '../users/user.js';
import type { UserRepository } from '../users/user.repository.js';
import { checkUtility, type Utility } from './utility.js';
import type { UtilityRepository } from './utility.repository.js';

export interface CreateUtilityCommand {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  /** Its first administrator. */
  readonly username: string;
  readonly password: string;
}

export interface CreatedUtility {
  readonly utility: Utility;
  readonly admin: User;
}

/** A new utility and its first administrator: both, or neither. */
export class CreateUtility {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly utilities: UtilityRepository,
    private readonly users: UserRepository,
    private readonly createUser: CreateUser,
    private readonly policy: PasswordPolicy,
    private readonly clock: Clock,
  ) {}

  /** @throws {GatewayError} `gateway.utility_taken`, `gateway.username_taken`, `gateway.password_too_short`, and what `checkUtility` throws */
  async execute({ code, name, currency, timeZone, username, password }: CreateUtilityCommand): Promise<CreatedUtility> {
    this.policy.check(password);
    const utility: Utility = { code, name, currency, timeZone, createdAt: this.clock.now() };
    checkUtility(utility);
    const admin = await this.createUser.newUser(code, { username, password, roles: ['admin'] });
    await this.unitOfWork.run(code, async (tx) => {
      if (!(await this.utilities.insertIfMissing(tx, utility)))
        throw new GatewayError('gateway.utility_taken', `there is a utility ${code} already`);
      await this.users.insert(tx, admin);
    });
    return { utility, admin };
  }
}

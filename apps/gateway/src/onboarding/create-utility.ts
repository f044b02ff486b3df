import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { RecordAccountChange } from '../account-changes/record-account-change.js';
import { GatewayError } from '../gateway-error.js';
import type { PasswordPolicy } from '../users/password-policy.js';
import type { Passwords } from '../users/passwords.js';
import { newUser, type User } from '../users/user.js';
import type { UserRepository } from '../users/user.repository.js';
import { checkUtility, type Utility } from '../utilities/utility.js';
import type { UtilityRepository } from '../utilities/utility.repository.js';

export interface CreateUtilityCommand {
  readonly utility: Omit<Utility, 'createdAt'>;
  /** Its first administrator. */
  readonly admin: { readonly username: string; readonly password: string };
}

export interface CreatedUtility {
  readonly utility: Utility;
  readonly admin: User;
}

/** A new utility and its first administrator: both, or neither. Whoever calls is none of its users. */
export class CreateUtility {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly utilities: UtilityRepository,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly policy: PasswordPolicy,
    private readonly record: RecordAccountChange,
    private readonly clock: Clock,
  ) {}

  /** @throws {GatewayError} `gateway.utility_taken`, `gateway.password_too_short`, and what `checkUtility` throws */
  async execute(caller: Principal, { utility, admin: { username, password } }: CreateUtilityCommand): Promise<CreatedUtility> {
    this.policy.check(password);
    checkUtility(utility);
    const { code } = utility;
    const passwordHash = await this.passwords.hash(password);
    const at = this.clock.now();
    const created = { ...utility, createdAt: at };
    const admin = newUser({ id: this.clock.newId(), utility: code, username, passwordHash, roles: ['admin'], at });
    await this.unitOfWork.run(code, async (tx) => {
      if (!(await this.utilities.insertIfMissing(tx, created)))
        throw new GatewayError('gateway.utility_taken', `there is a utility ${code} already`);
      await this.users.insert(tx, admin);
      await this.record.execute(tx, { actor: caller, user: admin, change: 'created', roles: admin.roles });
    });
    return { utility: created, admin };
  }
}

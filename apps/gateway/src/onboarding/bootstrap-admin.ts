import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Passwords } from '../users/passwords.js';
import { newUser } from '../users/user.js';
import type { UserRepository } from '../users/user.repository.js';
import { checkUtility, type Utility } from '../utilities/utility.js';
import type { UtilityRepository } from '../utilities/utility.repository.js';

export interface FirstAdminSettings {
  /** Undefined: there is one already, or somebody else signs users in. */
  readonly admin: { readonly username: string; readonly password: string } | undefined;
  readonly utility: Omit<Utility, 'createdAt'>;
}

/** The first platform administrator and the utility they belong to, at every start. Changes nothing that exists. */
export class BootstrapAdmin {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly utilities: UtilityRepository,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly settings: FirstAdminSettings,
    private readonly clock: Clock,
  ) {}

  /** @throws {GatewayError} what `checkUtility` throws */
  async execute(): Promise<void> {
    const { admin: wanted, utility } = this.settings;
    if (wanted === undefined) return;
    checkUtility(utility);
    const { username, password } = wanted;
    const passwordHash = await this.passwords.hash(password);
    const at = this.clock.now();
    const admin = newUser({ id: this.clock.newId(), utility: utility.code, username, passwordHash, roles: ['admin'], at });
    await this.unitOfWork.run(utility.code, async (tx) => {
      await this.utilities.insertIfMissing(tx, { ...utility, createdAt: at });
      await this.users.insertIfMissing(tx, { ...admin, platform: true });
    });
  }
}

import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { checkUtility, type Utility } from '../utilities/utility.js';
import type { UtilityRepository } from '../utilities/utility.repository.js';
import type { CreateUser } from './create-user.js';
import type { UserRepository } from './user.repository.js';

export interface BootstrapAdminCommand {
  readonly username: string;
  readonly password: string;
  readonly utility: Omit<Utility, 'createdAt'>;
}

/** The first platform administrator and the utility they belong to. Changes nothing that exists. */
export class BootstrapAdmin {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly utilities: UtilityRepository,
    private readonly users: UserRepository,
    private readonly createUser: CreateUser,
    private readonly clock: Clock,
  ) {}

  /** @returns whether the user is new */
  async execute({ username, password, utility }: BootstrapAdminCommand): Promise<boolean> {
    checkUtility(utility);
    const admin = await this.createUser.newUser(utility.code, { username, password, roles: ['admin'] });
    return this.unitOfWork.run(utility.code, async (tx) => {
      await this.utilities.insertIfMissing(tx, { ...utility, createdAt: this.clock.now() });
      return this.users.insertIfMissing(tx, { ...admin, platform: true });
    });
  }
}

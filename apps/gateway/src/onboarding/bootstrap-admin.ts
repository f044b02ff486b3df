import type { Role } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { INSTALLATION } from '../account-changes/account-change.js';
import type { RecordAccountChange } from '../account-changes/record-account-change.js';
import type { PublishCustodianChange } from '../custodians/publish-custodian-change.js';
import type { PasswordPolicy } from '../users/password-policy.js';
import type { Passwords } from '../users/passwords.js';
import { canonicalUsername, newUser, type User } from '../users/user.js';
import type { UserRepository } from '../users/user.repository.js';
import { checkUtility, type Utility } from '../utilities/utility.js';
import type { UtilityRepository } from '../utilities/utility.repository.js';
import { type FirstCustodians, readFirstCustodians } from './first-custodians.js';

export interface FirstAdminSettings {
  /** Undefined: there is one already, or somebody else signs users in. */
  readonly admin: { readonly username: string; readonly password: string } | undefined;
  /** Only for an installation without any user. */
  readonly custodians: FirstCustodians | undefined;
  readonly utility: Omit<Utility, 'createdAt'>;
}

/**
 * The first platform administrator and the utility they belong to, at every start; with the very first one the custodians that
 * whoever installs has named. Changes nothing that exists.
 */
export class BootstrapAdmin {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly utilities: UtilityRepository,
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly policy: PasswordPolicy,
    private readonly record: RecordAccountChange,
    private readonly publish: PublishCustodianChange,
    private readonly settings: FirstAdminSettings,
    private readonly clock: Clock,
  ) {}

  /** @throws {GatewayError} `gateway.password_too_short`, and what `checkUtility` throws */
  async execute(): Promise<void> {
    const { admin, utility } = this.settings;
    if (admin === undefined) return;
    checkUtility(utility);
    const { first, known } = await this.unitOfWork.run(ALL_UTILITIES, async (tx) => ({
      first: !(await this.users.any(tx)),
      known: await this.users.isFirstAdmin(tx, utility.code, canonicalUsername(admin.username)),
    }));
    if (known) return;
    const users = [{ ...(await this.prepare(admin, ['admin'])), platform: true }, ...(first ? await this.prepareCustodians() : [])];
    await this.unitOfWork.run(ALL_UTILITIES, (tx) =>
      inUtility(tx, utility.code, async (own) => {
        await this.utilities.insertIfMissing(own, { ...utility, createdAt: this.clock.now() });
        for (const user of users) {
          if (!(await this.users.insertIfMissing(own, user))) continue;
          await this.record.execute(own, { actor: INSTALLATION, user, change: 'created', roles: user.roles });
          if (user.custodianFrom === undefined) continue;
          await this.publish.execute(own, user, { change: 'granted', requestedBy: INSTALLATION.username });
        }
      }),
    );
  }

  private async prepareCustodians(): Promise<readonly User[]> {
    const { custodians } = this.settings;
    if (custodians === undefined) return [];
    const named = await readFirstCustodians(custodians);
    return Promise.all(named.map(async (one) => ({ ...(await this.prepare(one, ['custodian'])), custodianFrom: this.clock.now() })));
  }

  private async prepare(
    { username, password }: { readonly username: string; readonly password: string },
    roles: readonly Role[],
  ): Promise<User> {
    this.policy.check(password);
    const passwordHash = await this.passwords.hash(password);
    const { code: utility } = this.settings.utility;
    return newUser({ id: this.clock.newId(), utility, username, passwordHash, roles, installed: true, at: this.clock.now() });
  }
}

import { NamedOutage } from '@openprepay/contracts/coded';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Logger } from '@openprepay/runtime/logger';
import type { SecurityModule } from '../security-module/security-module.js';
import type { VendingKeyRepository } from './vending-key.repository.js';

/** Keeps a service from starting that could not open what is stored: better then than at the first sale. */
export class RequireMasterKeys {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly securityModule: Pick<SecurityModule, 'masterKeyIds'>,
    private readonly logger: Logger,
  ) {}

  /**
   * While the hardware cannot be asked nothing is issued, and the service's health says so: it comes back without a start.
   *
   * @throws {Error} that names the master keys that are missing
   */
  async execute(): Promise<void> {
    const masterKeyIds = await this.loaded();
    if (masterKeyIds === undefined) return;
    const needed = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.keys.masterKeyIdsInUse(tx));
    const missing = needed.filter((id) => !masterKeyIds.includes(id));
    if (missing.length > 0) {
      throw new Error(`stored keys are sealed with master keys that are not loaded: ${missing.join(', ')}; restore the master key file`);
    }
  }

  private async loaded(): Promise<readonly string[] | undefined> {
    try {
      return await this.securityModule.masterKeyIds();
    } catch (err) {
      if (!(err instanceof NamedOutage)) throw err;
      this.logger.error({ err }, 'the security module does not answer: nothing is issued until it does');
      return undefined;
    }
  }
}

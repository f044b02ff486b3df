import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VendingKeyRepository } from './vending-key.repository.js';

/** Keeps a service from starting that could not open what is stored: better then than at the first sale. */
export class RequireMasterKeys {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
  ) {}

  /**
   * @param masterKeyIds those that are loaded
   * @throws {Error} that names the master keys that are missing
   */
  async execute(masterKeyIds: readonly string[]): Promise<void> {
    const needed = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.keys.masterKeyIdsInUse(tx));
    const missing = needed.filter((id) => !masterKeyIds.includes(id));
    if (missing.length > 0) {
      throw new Error(`stored keys are sealed with master keys that are not loaded: ${missing.join(', ')}; restore the master key file`);
    }
  }
}

import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { KeyComponentRepository } from './key-component.repository.js';
import type { VendingKeyView } from './vending-key.js';
import type { VendingKeyRepository } from './vending-key.repository.js';

export class FindVendingKey {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly components: KeyComponentRepository,
  ) {}

  /** @throws {KeyManagementError} `key-management.vending_key_unknown` */
  async execute(caller: Principal, { vendingKeyId }: { readonly vendingKeyId: string }): Promise<VendingKeyView> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const key = await this.keys.require(tx, vendingKeyId);
      return { key, componentsEntered: await this.components.countOf(tx, key.id) };
    });
  }
}

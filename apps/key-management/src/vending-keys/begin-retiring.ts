import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { KeyComponentRepository } from './key-component.repository.js';
import type { MoveVendingKey } from './move-vending-key.js';
import { requireCustodian } from './require-custodian.js';
import type { VendingKeyRepository } from './vending-key.repository.js';
import { type VendingKeyView, moveTo } from './vending-key.js';

/** Begins to replace a key: its meters are to change to another revision, and are served until they have. */
export class BeginRetiring {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly components: KeyComponentRepository,
    private readonly moveVendingKey: MoveVendingKey,
    private readonly clock: Clock,
  ) {}

  /** Safe to repeat. @throws {KeyManagementError} `…custodian_required`, `…vending_key_unknown`, `…vending_key_transition` */
  async execute(caller: Principal, { vendingKeyId }: { readonly vendingKeyId: string }): Promise<VendingKeyView> {
    requireCustodian(caller, 'begin to retire a key');
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const before = await this.keys.lock(tx, vendingKeyId);
      if (before.state === 'retiring') return { key: before, componentsEntered: await this.components.countOf(tx, before.id) };
      const key = { ...moveTo(before, 'retiring', this.clock.now()), state: 'retiring' as const };
      return this.moveVendingKey.execute(tx, { before, key }, { actor: caller });
    });
  }
}

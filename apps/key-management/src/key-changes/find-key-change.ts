import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { KeyChangeRepository } from './key-change.repository.js';
import { type KeyChange, stateAt } from './key-change.js';

export class FindKeyChange {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: KeyChangeRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {KeyManagementError} `key-management.key_change_unknown` */
  async execute(caller: Principal, { changeId }: { readonly changeId: string }): Promise<KeyChange> {
    const change = await this.unitOfWork.run(caller.utility, (tx) => this.changes.require(tx, changeId));
    return { ...change, state: stateAt(change, this.clock.now()) };
  }
}

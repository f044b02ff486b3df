import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { personOf } from '../person.js';
import type { VendorChange, WantedChange } from './vendor-change.js';
import type { VendorChangeRepository } from './vendor-change.repository.js';

export interface AskForChangeInput {
  readonly caller: Principal;
  readonly wanted: WantedChange;
  readonly currency: string;
}

/** Keeps what one person wants until a second one decides. */
export class AskForChange {
  constructor(
    private readonly changes: VendorChangeRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.deposit_reference_reused` */
  async execute(tx: Tx, { caller, wanted, currency }: AskForChangeInput): Promise<VendorChange> {
    const change: VendorChange = {
      changeId: this.clock.newId(),
      wanted,
      currency,
      requestedBy: personOf(caller),
      requestedAt: this.clock.now(),
      decision: undefined,
    };
    await this.changes.insert(tx, change);
    return change;
  }
}

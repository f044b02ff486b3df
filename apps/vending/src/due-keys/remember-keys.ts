import type { EventData } from '@openprepay/contracts/event';
import type { VendingKeyChanged } from '@openprepay/contracts/key-management';
import type { Tx } from '@openprepay/persistence/tx';
import { knownKey } from './known-key.js';
import type { KnownKeyRepository } from './known-key.repository.js';

/** Keeps this service's copy of how vending keys stand; of their values it knows nothing. */
export class RememberKeys {
  constructor(private readonly keys: KnownKeyRepository) {}

  /** Safe to repeat. */
  async execute(tx: Tx, changed: EventData<typeof VendingKeyChanged>): Promise<void> {
    await this.keys.store(tx, knownKey(changed));
  }
}

import { VendingKeyChanged } from '@openprepay/contracts/key-management';
import { present } from '@openprepay/contracts/present';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import { publicPartOf, type VendingKey } from './vending-key.js';

/** Tells the other services how a key stands; of its value they only ever learn the check value. */
export class VendingKeyChanges {
  constructor(private readonly outbox: Outbox) {}

  async publish(tx: Tx, key: VendingKey): Promise<void> {
    await this.outbox.append(tx, VendingKeyChanged, {
      ...publicPartOf(key),
      ...present({ activeFrom: key.activeFrom, issuedUntil: key.issuedUntil }),
      changedAt: key.changedAt,
    });
  }
}

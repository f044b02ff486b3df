import { VendingKeyChanged } from '@openprepay/contracts/key-management';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { VendingKey } from './vending-key.js';

/** Tells the other services how a key stands; of its value they only ever learn the check value. */
export class VendingKeyChanges {
  constructor(private readonly outbox: Outbox) {}

  async publish(tx: Tx, key: VendingKey): Promise<void> {
    await this.outbox.append(tx, VendingKeyChanged, {
      vendingKeyId: key.id,
      supplyGroupCode: key.supplyGroupCode,
      keyType: key.keyType,
      keyRevision: key.keyRevision,
      keyExpiry: key.keyExpiry,
      baseDate: key.baseDate,
      decoderKeyAlgorithm: key.decoderKeyAlgorithm,
      state: key.state,
      ...(key.kcv === undefined ? {} : { kcv: key.kcv }),
      changedAt: key.changedAt,
    });
  }
}

import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { ElectrumMessageRow } from './electrum-message.row.js';
import { ElectrumRefusal } from './electrum-refusal.js';

export type MessageKind = 'purchase' | 'retry' | 'confirmation' | 'reversal' | 'key-change' | 'key-change-confirmation' | 'fault-report';

export interface ElectrumMessage {
  readonly vendorId: string;
  readonly messageId: string;
  readonly kind: MessageKind;
  readonly originalId: string | undefined;
  readonly meterId: string | undefined;
  readonly body: object;
  readonly receivedFrom: string;
  readonly receivedAt: Date;
}

/** What clients have sent: of an id of a vendor's one message. */
export class ElectrumMessageRepository {
  /** @throws {ElectrumRefusal} `DUPLICATE_RECORD` */
  async insert(tx: Tx, message: ElectrumMessage): Promise<void> {
    const { originalId = null, meterId = null } = message;
    try {
      await entities(tx).insert(ElectrumMessageRow, { utility: tx.utility, ...message, originalId, meterId });
    } catch (error) {
      if (!isUniqueViolation(error, 'electrum_message_pk')) throw error;
      throw new ElectrumRefusal(400, 'DUPLICATE_RECORD', 'this id has been used');
    }
  }

  async find(tx: Tx, vendorId: string, messageId: string): Promise<ElectrumMessage | undefined> {
    const row = await entities(tx).findOneBy(ElectrumMessageRow, { utility: tx.utility, vendorId, messageId });
    if (!row) return undefined;
    const { utility: _utility, originalId, meterId, kind, ...message } = row;
    return { ...message, kind: kind as MessageKind, originalId: originalId ?? undefined, meterId: meterId ?? undefined };
  }

  async findPurchase(tx: Tx, vendorId: string, messageId: string): Promise<ElectrumMessage | undefined> {
    const message = UUID.test(messageId) ? await this.find(tx, vendorId, messageId) : undefined;
    return message?.kind === 'purchase' ? message : undefined;
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

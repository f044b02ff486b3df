import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { TillMessageRow } from './till-message.row.js';

export interface TillMessage {
  readonly vendorId: string;
  readonly messageKey: string;
  readonly profile: string;
  /** As XML, by its profile, without its sign-in. */
  readonly message: string;
  readonly receivedFrom: string;
  readonly receivedAt: Date;
}

export class TillMessageRepository {
  async insert(tx: Tx, message: TillMessage): Promise<void> {
    await entities(tx).insert(TillMessageRow, { utility: tx.utility, ...message });
  }

  async find(tx: Tx, vendorId: string, messageKey: string): Promise<TillMessage | undefined> {
    const row = await entities(tx).findOneBy(TillMessageRow, { utility: tx.utility, vendorId, messageKey });
    return row ?? undefined;
  }
}

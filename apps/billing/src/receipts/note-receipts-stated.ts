import type { EventData } from '@openprepay/contracts/event';
import type { ReceiptsStated } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import type { ReceiptWatchRepository } from './receipt-watch.repository.js';

/** Vending says how many receipts there are: the last of them is missed too, should it not come. */
export class NoteReceiptsStated {
  constructor(private readonly watches: ReceiptWatchRepository) {}

  async execute(tx: Tx, { receiptsThrough }: EventData<typeof ReceiptsStated>): Promise<void> {
    await this.watches.noteStated(tx, receiptsThrough);
  }
}

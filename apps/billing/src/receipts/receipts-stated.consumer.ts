import { ReceiptsStated } from '@openprepay/contracts/vending';
import { consume, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { NoteReceiptsStated } from './note-receipts-stated.js';

export const receiptsStatedConsumers = (noteReceiptsStated: NoteReceiptsStated): readonly ConsumerDefinition[] => [
  // Only the highest number counts: statements may come twice, and in any order.
  consume(ReceiptsStated, { group: 'billing.note-statements', order: 'none', deduplication: 'natural-key' }, ({ data }, tx) =>
    noteReceiptsStated.execute(tx, data),
  ),
];

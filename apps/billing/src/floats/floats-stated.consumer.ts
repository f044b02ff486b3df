import { VendorFloatStated } from '@openprepay/contracts/vending';
import { consume, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { NoteFloatStated } from './note-float-stated.js';

export const floatsStatedConsumers = (noteFloatStated: NoteFloatStated): readonly ConsumerDefinition[] => [
  // Only the newest statement of a vendor counts.
  consume(VendorFloatStated, { group: 'billing.note-statements', order: 'none', deduplication: 'natural-key' }, ({ data }, tx) =>
    noteFloatStated.execute(tx, data),
  ),
];

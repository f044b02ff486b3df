import { VendCompleted } from '@openprepay/contracts/vending';
import { consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { BookVends } from './book-vends.js';

export const vendsConsumers = (bookVends: BookVends): readonly ConsumerDefinition[] => [
  // Bookings commute, and the reference of an entry is taken once: a vend that waits for people holds up no other.
  consumeBatch(
    VendCompleted,
    { group: 'billing.book-vends', order: 'none', deduplication: 'natural-key', gatherMs: 200, money: true },
    (events, tx) =>
      bookVends.execute(
        tx,
        events.map(({ data }) => data),
      ),
  ),
];

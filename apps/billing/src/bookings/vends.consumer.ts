import { VendCompleted, VendReversed } from '@openprepay/contracts/vending';
import { consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { BookReversals } from './book-reversals.js';
import type { BookVends } from './book-vends.js';

// Bookings commute, and the reference of an entry is taken once: a vend that waits for people holds up no other.
const options = { group: 'billing.book-vends', order: 'none', deduplication: 'natural-key', gatherMs: 200, money: true } as const;

export const vendsConsumers = (bookVends: BookVends, bookReversals: BookReversals): readonly ConsumerDefinition[] => [
  consumeBatch(VendCompleted, options, (events, tx) =>
    bookVends.execute(
      tx,
      events.map(({ data }) => data),
    ),
  ),
  consumeBatch(VendReversed, options, (events, tx) =>
    bookReversals.execute(
      tx,
      events.map(({ data }) => data),
    ),
  ),
];

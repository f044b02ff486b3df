import { VendorDeposited } from '@openprepay/contracts/vending';
import { consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { BookDeposits } from './book-deposits.js';

export const depositsConsumers = (bookDeposits: BookDeposits): readonly ConsumerDefinition[] => [
  consumeBatch(
    VendorDeposited,
    { group: 'billing.book-deposits', order: 'none', deduplication: 'natural-key', money: true },
    (events, tx) =>
      bookDeposits.execute(
        tx,
        events.map(({ data }) => data),
      ),
  ),
];

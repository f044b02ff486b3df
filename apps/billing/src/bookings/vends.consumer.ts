import { VendCompleted } from '@openprepay/contracts/vending';
import { consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { BookVends } from './book-vends.js';

export const vendsConsumers = (bookVends: BookVends): readonly ConsumerDefinition[] => [
  consumeBatch(VendCompleted, { group: 'billing.book-vends' }, (events, tx) =>
    bookVends.execute(
      tx,
      events.map(({ data }) => data),
    ),
  ),
];

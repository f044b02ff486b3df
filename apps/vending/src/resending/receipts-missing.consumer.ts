import { ReceiptsMissing } from '@openprepay/contracts/billing';
import { consume, type ConsumerDefinition } from '@openprepay/messaging/consume';
import { caused } from '@openprepay/messaging/outbox';
import type { ResendVends } from './resend-vends.js';

export const receiptsMissingConsumers = (resendVends: ResendVends): readonly ConsumerDefinition[] => [
  consume(ReceiptsMissing, { group: 'vending.resend-vends', order: 'none' }, (event, tx) => resendVends.execute(tx, caused(event))),
];

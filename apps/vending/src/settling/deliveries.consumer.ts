import { memberText } from '@openprepay/contracts/open-enum';
import { TokenAccepted, TokenRejected } from '@openprepay/contracts/telemetry';
import { consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { RecordDeliveries } from './record-deliveries.js';

/**
 * In no order: each report is on a vend of its own, and a credit stands whatever comes later. One that the vend has, or a later one of,
 * changes nothing.
 */
const options = { group: 'vending.deliveries', order: 'none', deduplication: 'natural-key' } as const;

/** What connected meters say of the tokens that they were sent. */
export const deliveriesConsumers = (recordDeliveries: RecordDeliveries): readonly ConsumerDefinition[] => [
  consumeBatch(TokenAccepted, options, (events, tx) =>
    recordDeliveries.execute(
      tx,
      events.map(({ data: { vendId, acceptedAt, creditRemaining } }) => ({
        vendId,
        delivery: { state: 'credited', at: acceptedAt, creditRemaining },
      })),
    ),
  ),
  consumeBatch(TokenRejected, options, (events, tx) =>
    recordDeliveries.execute(
      tx,
      events.map(({ data: { vendId, rejectedAt, code } }) => ({
        vendId,
        delivery: { state: 'rejected', at: rejectedAt, code: memberText(code) },
      })),
    ),
  ),
];

import { memberText } from '@openprepay/contracts/open-enum';
import { TokenAccepted, TokenRejected } from '@openprepay/contracts/telemetry';
import { consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { ConfirmByMeter } from '../key-changes/confirm-by-meter.js';
import type { RecordOrderDeliveries } from '../token-orders/record-order-deliveries.js';
import type { RecordDeliveries } from './record-deliveries.js';
import type { RecordSetRejections } from './record-set-rejections.js';

/**
 * In no order: each report is on a vend or an order of its own, and a credit stands whatever comes later. One that the vend has, or a
 * later one of, changes nothing.
 */
const options = { group: 'vending.deliveries', order: 'none', deduplication: 'natural-key' } as const;

/** What is done about what meters say. */
export interface DeliveryReports {
  readonly vends: RecordDeliveries;
  readonly orders: RecordOrderDeliveries;
  readonly rejected: RecordSetRejections;
  readonly confirm: ConfirmByMeter;
}

/** What connected meters say of the tokens that they were sent. */
export const deliveriesConsumers = ({ vends, orders, rejected, confirm }: DeliveryReports): readonly ConsumerDefinition[] => [
  consumeBatch(TokenAccepted, options, async (events, tx) => {
    const { ofOrders, ofKeyChanges, ofVends } = apart(events);
    await confirm.bySets(
      tx,
      ofKeyChanges.map(({ data }) => data.vendId),
    );
    await orders.execute(
      tx,
      ofOrders.map(({ data: { vendId: orderId, acceptedAt } }) => ({ orderId, delivery: { state: 'accepted', at: acceptedAt } })),
    );
    await Promise.all([
      vends.execute(
        tx,
        ofVends.map(({ data: { vendId, acceptedAt, creditRemaining } }) => ({
          vendId,
          delivery: { state: 'credited', at: acceptedAt, creditRemaining },
        })),
      ),
      confirm.byVends(
        tx,
        ofVends.map(({ data }) => data.vendId),
      ),
    ]);
  }),
  consumeBatch(TokenRejected, options, async (events, tx) => {
    const { ofOrders, ofKeyChanges, ofVends } = apart(events);
    await rejected.execute(
      tx,
      ofKeyChanges.map(({ data: { vendId: keyChangeId, code } }) => ({ keyChangeId, code: memberText(code) })),
    );
    await orders.execute(
      tx,
      ofOrders.map(({ data: { vendId: orderId, rejectedAt, code } }) => ({
        orderId,
        delivery: { state: 'rejected', at: rejectedAt, code: memberText(code) },
      })),
    );
    await vends.execute(
      tx,
      ofVends.map(({ data: { vendId, rejectedAt, code } }) => ({
        vendId,
        delivery: { state: 'rejected', at: rejectedAt, code: memberText(code) },
      })),
    );
  }),
];

function apart<Event extends { readonly data: { readonly issuedFor?: unknown } }>(events: readonly Event[]) {
  return {
    ofOrders: events.filter(({ data }) => data.issuedFor === 'order'),
    ofKeyChanges: events.filter(({ data }) => data.issuedFor === 'key-change'),
    ofVends: events.filter(({ data }) => data.issuedFor !== 'order' && data.issuedFor !== 'key-change'),
  };
}

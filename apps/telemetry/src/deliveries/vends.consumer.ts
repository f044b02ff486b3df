import { TokenOrderCompleted, VendCompleted } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import type { PlanDeliveries } from './plan-deliveries.js';

/** One is known again by the row that it left: no inbox beside it. */
const options = { group: 'telemetry.deliver-tokens', deduplication: 'natural-key', gatherMs: 100 } as const;

/** One delivery per vend and per order, in the order of a meter's. */
export const vendsConsumers = (planDeliveries: PlanDeliveries): readonly ConsumerDefinition[] => [
  consumeBatch(VendCompleted, options, (vends, tx) =>
    planDeliveries.execute(
      tx,
      vends.map(({ data: { vendId, meterNumber, meterPan, tokens }, traceparent }) => ({
        vendId,
        issuedFor: 'vend',
        meterNumber,
        meterPan,
        tokens: tokens.map(({ token }) => token),
        traceparent,
      })),
    ),
  ),
  consumeBatch(TokenOrderCompleted, options, (orders, tx) =>
    planDeliveries.execute(
      tx,
      orders.map(({ data: { orderId, meterNumber, meterPan, tokens }, traceparent }) => ({
        vendId: orderId,
        issuedFor: 'order',
        meterNumber,
        meterPan,
        tokens: tokens.map(({ token }) => token),
        traceparent,
      })),
    ),
  ),
];

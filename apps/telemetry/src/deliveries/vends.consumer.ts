import { KeyChangeCancelled, KeyChangeCompleted, TokenOrderCompleted, VendCompleted, VendReversed } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import type { PlanDeliveries } from './plan-deliveries.js';
import type { WithdrawDeliveries } from './withdraw-deliveries.js';

/** One is known again by the row that it left: no inbox beside it. */
const options = { group: 'telemetry.deliver-tokens', deduplication: 'natural-key', gatherMs: 200 } as const;

/** One delivery per vend, order and key change, in the order of a meter's; none of what was taken back. */
export const vendsConsumers = (planDeliveries: PlanDeliveries, withdraw: WithdrawDeliveries): readonly ConsumerDefinition[] => [
  ...planning(planDeliveries),
  ...withdrawing(withdraw),
];

const planning = (planDeliveries: PlanDeliveries): readonly ConsumerDefinition[] => [
  consumeBatch(VendCompleted, options, (vends, tx) =>
    planDeliveries.execute(
      tx,
      vends.map(({ data: { vendId, meterNumber, meterPan, tokens, keyChangeTokens = [] }, traceparent }) => ({
        vendId,
        issuedFor: 'vend',
        meterNumber,
        meterPan,
        tokens: [...keyChangeTokens, ...tokens].map(({ token }) => token),
        ahead: keyChangeTokens.length,
        traceparent,
      })),
    ),
  ),
  consumeBatch(KeyChangeCompleted, options, (changes, tx) =>
    planDeliveries.execute(
      tx,
      changes
        .filter(({ data }) => data.byHand !== true)
        .map(({ data: { keyChangeId, meterNumber, meterPan, tokens }, traceparent }) => ({
          vendId: keyChangeId,
          issuedFor: 'key-change',
          meterNumber,
          meterPan,
          tokens: tokens.map(({ token }) => token),
          ahead: 0,
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
        ahead: 0,
        traceparent,
      })),
    ),
  ),
];

const withdrawing = (withdraw: WithdrawDeliveries): readonly ConsumerDefinition[] => [
  consumeBatch(KeyChangeCancelled, options, (changes, tx) =>
    withdraw.execute(
      tx,
      changes.map(({ data: { keyChangeId } }) => keyChangeId),
    ),
  ),
  consumeBatch(VendReversed, options, (reversals, tx) =>
    withdraw.execute(
      tx,
      reversals.map(({ data: { vend } }) => vend.vendId),
    ),
  ),
];

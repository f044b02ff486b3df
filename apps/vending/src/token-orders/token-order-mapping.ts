import type { ManagementKind } from '@openprepay/contracts/key-management';
import type { Commodity } from '@openprepay/contracts/wire';
import type { Tx } from '@openprepay/persistence/tx';
import {
  type OrderCancellation,
  type OrderDecision,
  type OrderDelivery,
  type OrderOutcome,
  stateOf,
  type TokenOrder,
} from './token-order.js';
import type { TokenOrderRow } from './token-order.row.js';

/** An order as it is stored; `tokenRequestedAt` is when the vault was last asked. */
export const toRow = (tx: Tx, order: TokenOrder, tokenRequestedAt: Date | undefined): TokenOrderRow => ({
  utility: tx.utility,
  orderId: order.orderId,
  idempotencyKey: order.idempotencyKey,
  meterNumber: order.meterNumber,
  meterPan: order.meterPan,
  commodity: order.commodity,
  kind: order.kind,
  parameters: order.parameters,
  value: order.value,
  reason: order.reason,
  state: stateOf(order),
  requestedBySubject: order.requestedBy.subject,
  requestedByUsername: order.requestedBy.username,
  requestedAt: order.requestedAt,
  ...decisionToRow(order.decision),
  keyData: order.request?.keyData ?? null,
  tokenRequestedAt: tokenRequestedAt ?? null,
  ...cancellationToRow(order.cancellation),
  ...outcomeToRow(order.outcome),
  ...deliveryToRow(order.delivery),
});

export const decisionToRow = (decision: OrderDecision | undefined) => ({
  decidedBySubject: decision?.decidedBy.subject ?? null,
  decidedByUsername: decision?.decidedBy.username ?? null,
  decidedAt: decision?.decidedAt ?? null,
  refusal: decision?.refusal ?? null,
});

export const cancellationToRow = (cancellation: OrderCancellation | undefined) => ({
  cancelledBySubject: cancellation?.cancelledBy.subject ?? null,
  cancelledByUsername: cancellation?.cancelledBy.username ?? null,
  cancelledAt: cancellation?.cancelledAt ?? null,
  cancelReason: cancellation?.reason ?? null,
});

export const outcomeToRow = (outcome: OrderOutcome | undefined) => ({
  tokens: outcome?.state === 'completed' ? outcome.tokens : null,
  sampleTables: outcome?.state === 'completed' ? outcome.sampleTables : null,
  failureCode: outcome?.state === 'failed' ? outcome.code : null,
  failureReason: outcome?.state === 'failed' ? outcome.reason : null,
  settledAt: outcome?.at ?? null,
});

export const deliveryToRow = (delivery: OrderDelivery) => ({
  deliveryState: delivery.state,
  deliveryAt: delivery.state === 'none' ? null : delivery.at,
  deliveryCode: delivery.state === 'rejected' ? delivery.code : null,
});

export const fromRow = (row: TokenOrderRow): TokenOrder => ({
  orderId: row.orderId,
  idempotencyKey: row.idempotencyKey,
  meterNumber: row.meterNumber,
  meterPan: row.meterPan,
  commodity: row.commodity as Commodity,
  kind: row.kind as ManagementKind,
  parameters: row.parameters,
  value: row.value,
  reason: row.reason,
  requestedBy: { subject: row.requestedBySubject, username: row.requestedByUsername },
  requestedAt: row.requestedAt,
  decision: decisionFromRow(row),
  request: row.keyData === null ? undefined : { keyData: row.keyData },
  cancellation: cancellationFromRow(row),
  outcome: outcomeFromRow(row),
  delivery: deliveryFromRow(row),
});

const decisionFromRow = (row: TokenOrderRow): OrderDecision | undefined =>
  row.decidedAt === null
    ? undefined
    : {
        decidedBy: { subject: stored(row.decidedBySubject), username: stored(row.decidedByUsername) },
        decidedAt: row.decidedAt,
        refusal: row.refusal ?? undefined,
      };

const cancellationFromRow = (row: TokenOrderRow): OrderCancellation | undefined =>
  row.cancelledAt === null
    ? undefined
    : {
        cancelledBy: { subject: stored(row.cancelledBySubject), username: stored(row.cancelledByUsername) },
        cancelledAt: row.cancelledAt,
        reason: stored(row.cancelReason),
      };

function outcomeFromRow(row: TokenOrderRow): OrderOutcome | undefined {
  if (row.settledAt === null) return undefined;
  if (row.failureCode !== null) return { state: 'failed', code: row.failureCode, reason: row.failureReason ?? '', at: row.settledAt };
  return { state: 'completed', tokens: stored(row.tokens), sampleTables: stored(row.sampleTables), at: row.settledAt };
}

function deliveryFromRow(row: TokenOrderRow): OrderDelivery {
  const state = row.deliveryState as OrderDelivery['state'];
  switch (state) {
    case 'none':
      return { state };
    case 'accepted':
      return { state, at: stored(row.deliveryAt) };
    case 'rejected':
      return { state, at: stored(row.deliveryAt), code: stored(row.deliveryCode) };
  }
}

/** What the table's own checks keep present. */
function stored<Value>(value: Value | null): Value {
  if (value === null) throw new Error('an order lacks what its state requires');
  return value;
}

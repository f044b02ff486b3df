import type { Tx } from '@openprepay/persistence/tx';
import type { KeyChange, KeyChangeCancellation, KeyChangeState } from './key-change.js';
import type { KeyChangeRow } from './key-change.row.js';

/** A key change as its row has it. */
export const toRow = (tx: Tx, change: KeyChange): KeyChangeRow => ({
  utility: tx.utility,
  keyChangeId: change.keyChangeId,
  idempotencyKey: change.idempotencyKey ?? null,
  meterNumber: change.meterNumber,
  meterPan: change.meterPan,
  fromKey: change.from,
  toKey: change.to,
  reason: change.reason,
  requestedBySubject: change.requestedBy.subject,
  requestedByUsername: change.requestedBy.username,
  requestedAt: change.requestedAt,
  tokenRequestedAt: change.requestedAt,
  byHand: change.byHand,
  includeSupplyGroup: change.includeSupplyGroup,
  state: change.state,
  ...cancellationToRow(change.cancellation),
  tokens: change.issued?.tokens ?? null,
  rollover: change.issued?.rollover ?? null,
  sampleTables: change.issued?.sampleTables ?? null,
  issuedAt: change.issued?.at ?? null,
  failureCode: change.failure?.code ?? null,
  failureReason: change.failure?.reason ?? null,
  endedBySubject: change.endedBy?.subject ?? null,
  endedByUsername: change.endedBy?.username ?? null,
  endedAt: change.endedAt ?? null,
  remark: change.remark ?? null,
});

/** As it is stored. */
export const fromRow = (row: KeyChangeRow): KeyChange => ({
  keyChangeId: row.keyChangeId,
  idempotencyKey: row.idempotencyKey ?? undefined,
  meterNumber: row.meterNumber,
  meterPan: row.meterPan,
  from: row.fromKey,
  to: row.toKey,
  reason: row.reason,
  requestedBy: { subject: row.requestedBySubject, username: row.requestedByUsername },
  requestedAt: row.requestedAt,
  byHand: row.byHand,
  includeSupplyGroup: row.includeSupplyGroup,
  state: row.state as KeyChangeState,
  cancellation: cancellationFromRow(row),
  issued:
    row.tokens === null || row.issuedAt === null
      ? undefined
      : { tokens: row.tokens, rollover: row.rollover ?? false, sampleTables: row.sampleTables ?? false, at: row.issuedAt },
  failure: row.failureCode === null ? undefined : { code: row.failureCode, reason: row.failureReason ?? '' },
  endedBy:
    row.endedBySubject === null || row.endedByUsername === null
      ? undefined
      : { subject: row.endedBySubject, username: row.endedByUsername },
  endedAt: row.endedAt ?? undefined,
  remark: row.remark ?? undefined,
});

export const cancellationToRow = (cancellation: KeyChangeCancellation | undefined) => ({
  cancelledBySubject: cancellation?.cancelledBy.subject ?? null,
  cancelledByUsername: cancellation?.cancelledBy.username ?? null,
  cancelledAt: cancellation?.cancelledAt ?? null,
  cancelReason: cancellation?.reason ?? null,
});

function cancellationFromRow(row: KeyChangeRow): KeyChangeCancellation | undefined {
  const { cancelledBySubject: subject, cancelledByUsername: username, cancelledAt, cancelReason: reason } = row;
  if (subject === null || username === null || cancelledAt === null || reason === null) return undefined;
  return { cancelledBy: { subject, username }, cancelledAt, reason };
}

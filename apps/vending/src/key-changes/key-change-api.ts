import type { KeyChangeAnswer } from '@openprepay/contracts/http/vending-key-changes';
import { present } from '@openprepay/contracts/present';
import type { KeyChange } from './key-change.js';

export const keyChangeToApi = (change: KeyChange): KeyChangeAnswer => ({
  keyChangeId: change.keyChangeId,
  state: change.state,
  meterNumber: change.meterNumber,
  from: change.from,
  to: change.to,
  reason: change.reason,
  requestedBy: change.requestedBy,
  requestedAt: change.requestedAt.toISOString(),
  ...present({
    cancellation: change.cancellation && { ...change.cancellation, cancelledAt: change.cancellation.cancelledAt.toISOString() },
    tokens: change.issued?.tokens.map((token) => ({ ...token, kind: 'key-change' as const })),
    rollover: change.issued?.rollover,
    sampleTables: change.issued?.sampleTables ? true : undefined,
    issuedAt: change.issued?.at.toISOString(),
    endedAt: change.endedAt?.toISOString(),
    endedBy: change.endedBy,
    evidence: change.state === 'confirmed' ? change.remark : undefined,
    cancelReason: change.state === 'cancelled' ? change.remark : undefined,
    failure: change.failure,
  }),
});

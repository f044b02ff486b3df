import type { VendingKeyChangeAnswer } from '@openprepay/contracts/http/key-management-key-changes';
import { present } from '@openprepay/contracts/present';
import type { KeyChange } from './key-change.js';

export const keyChangeToApi = (change: KeyChange): VendingKeyChangeAnswer => ({
  changeId: change.id,
  vendingKeyId: change.vendingKeyId,
  supplyGroupCode: change.supplyGroupCode,
  change: change.change,
  state: change.state,
  urgent: change.urgent,
  requestedBy: change.requestedBy,
  requestedAt: change.requestedAt.toISOString(),
  notBefore: change.notBefore.toISOString(),
  expiresAt: change.expiresAt.toISOString(),
  ...present({
    reason: change.reason,
    decidedBy: change.decidedBy,
    decidedAt: change.decidedAt?.toISOString(),
    refusal: change.refusal,
  }),
});

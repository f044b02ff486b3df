import type { CorrectionAnswer } from '@openprepay/contracts/http/billing-corrections';
import { present } from '@openprepay/contracts/present';
import { formatMoney } from '@openprepay/quantities';
import { type Correction, correctionReference, correctionState } from './correction.js';

export const correctionToApi = (correction: Correction): CorrectionAnswer => ({
  correctionId: correction.correctionId,
  state: correctionState(correction),
  currency: correction.currency,
  lines: correction.lines.map(({ account, amountMinor }) => ({ account, amount: formatMoney(amountMinor, correction.currency) })),
  reason: correction.reason,
  reference: correctionReference(correction),
  requestedBy: correction.requestedBy,
  requestedAt: correction.requestedAt.toISOString(),
  ...present({
    corrects: correction.corrects,
    decidedBy: correction.decision?.decidedBy,
    decidedAt: correction.decision?.decidedAt.toISOString(),
    refusal: correction.decision?.refusal,
  }),
});

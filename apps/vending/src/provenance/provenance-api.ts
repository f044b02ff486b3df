import type { ProvenanceAnswer } from '@openprepay/contracts/http/vending-provenance';
import { present } from '@openprepay/contracts/present';
import type { HourRange, Provenance } from './provenance.js';

export const provenanceToApi = (
  { from, to }: HourRange,
  { statedUntil, unexplained, missing, ...counts }: Provenance,
): ProvenanceAnswer => ({
  from: from.toISOString(),
  to: to.toISOString(),
  ...present({ statedUntil: statedUntil?.toISOString() }),
  ...counts,
  unexplained: unexplained.map((issue) => ({ ...issue, issuedAt: issue.issuedAt.toISOString() })),
  missing: missing.map((issue) => ({ ...issue, settledAt: issue.settledAt.toISOString() })),
});

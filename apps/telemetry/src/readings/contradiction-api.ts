import type { ContradictionAnswer } from '@openprepay/contracts/http/telemetry';
import type { Contradiction } from './contradiction.js';

export const contradictionToApi = ({ ts, receivedAt, ...rest }: Contradiction): ContradictionAnswer => ({
  ...rest,
  ts: ts.toISOString(),
  receivedAt: receivedAt.toISOString(),
});

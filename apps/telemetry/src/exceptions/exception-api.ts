import type { ExceptionAnswer } from '@openprepay/contracts/http/telemetry-exceptions';
import { present } from '@openprepay/contracts/present';
import type { ReadingException } from './reading-exception.js';

export const exceptionToApi = ({ hour: _hour, ts, until, foundAt, resolution, ...rest }: ReadingException): ExceptionAnswer =>
  present({
    ...rest,
    ts: ts.toISOString(),
    until: until?.toISOString(),
    foundAt: foundAt.toISOString(),
    decision: resolution?.decision,
    decidedValue: resolution?.value,
    reason: resolution?.reason,
    resolvedBy: resolution?.resolvedBy,
    resolvedAt: resolution?.resolvedAt.toISOString(),
  });

import type { ShadowAnswer } from '@openprepay/contracts/http/telemetry';
import { present } from '@openprepay/contracts/present';
import type { WishedShadow } from './find-shadow.js';

export const shadowToApi = ({ lastSeenAt, registers, drift, ...shadow }: WishedShadow): ShadowAnswer =>
  present({
    ...shadow,
    drift: [...drift],
    lastSeenAt: lastSeenAt?.toISOString(),
    registers: Object.fromEntries(
      Object.entries(registers).map(([register, { value, ts }]) => [register, { value, ts: ts.toISOString() }]),
    ),
  });

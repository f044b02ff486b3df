import type { ShadowAnswer } from '@openprepay/contracts/http/telemetry';
import { present } from '@openprepay/contracts/present';
import type { Shadow } from './shadow.js';

export const shadowToApi = ({ lastSeenAt, registers, ...shadow }: Shadow): ShadowAnswer =>
  present({
    ...shadow,
    lastSeenAt: lastSeenAt?.toISOString(),
    registers: Object.fromEntries(
      Object.entries(registers).map(([register, { value, ts }]) => [register, { value, ts: ts.toISOString() }]),
    ),
  });

import type { QuarantineCode } from '@openprepay/contracts/http/telemetry-quarantine';

/** Why an uplink is set aside instead of being stored. No caller waits for it, so its codes have no HTTP status. */
export class UplinkRefused extends Error {
  override readonly name = 'UplinkRefused';
  constructor(
    readonly code: QuarantineCode,
    message: string,
  ) {
    super(message);
  }
}

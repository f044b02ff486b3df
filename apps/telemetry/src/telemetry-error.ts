import type { TelemetryErrorCode } from '@openprepay/contracts/http/telemetry';

/** The service's one error class for callers. `code` is API and never renamed; `message` is for people. */
export class TelemetryError extends Error {
  override readonly name = 'TelemetryError';
  constructor(
    readonly code: TelemetryErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

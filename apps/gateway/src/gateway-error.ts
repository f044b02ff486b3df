import type { GatewayErrorCode } from '@openprepay/contracts/http/gateway';

/** The gateway's one error class. `code` is API and never renamed; `message` is for people. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  constructor(
    readonly code: GatewayErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

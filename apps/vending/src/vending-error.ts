import type { VendingErrorCode } from '@openprepay/contracts/http/vending';

export interface VendingErrorOptions extends ErrorOptions {
  /** Where the same request may succeed a little later. */
  readonly retryAfterSeconds?: number;
}

/** The service's one error class. `code` is API and never renamed; `message` is for people. */
export class VendingError extends Error {
  override readonly name = 'VendingError';
  /** Leaves as the `Retry-After` header. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: VendingErrorCode,
    message: string,
    options?: VendingErrorOptions,
  ) {
    super(message, options);
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

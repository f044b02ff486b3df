import type { BillingErrorCode } from '@openprepay/contracts/http/billing';

/** The service's one error class. `code` is API and never renamed; `message` is for people. */
export class BillingError extends Error {
  override readonly name = 'BillingError';
  constructor(
    readonly code: BillingErrorCode,
    message: string,
    options?: ErrorOptions & { readonly field?: string },
  ) {
    super(message, options);
    if (options?.field !== undefined) this.field = options.field;
  }

  /** Where in the request it is, e.g. `energy.blocks[1].rate`. */
  readonly field?: string;
}

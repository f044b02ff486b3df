/** Everything a caller of this service can act on. */
export type BillingErrorCode =
  | 'billing.tariff_invalid'
  | 'billing.tariff_starts_in_the_past'
  | 'billing.tariff_kind_changed'
  | 'billing.tariff_unknown'
  | 'billing.account_exists'
  | 'billing.account_unknown'
  | 'billing.debt_exists'
  | 'billing.debt_unknown'
  | 'billing.amount_invalid'
  | 'billing.share_invalid'
  | 'billing.entry_unbalanced';

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

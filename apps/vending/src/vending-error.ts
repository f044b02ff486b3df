/** Everything a caller of this service can act on. */
export type VendingErrorCode =
  | 'vending.meter_number_invalid'
  | 'vending.meter_unknown'
  | 'vending.meter_exists'
  | 'vending.meter_algorithms_mismatch'
  | 'vending.vendor_unknown'
  | 'vending.vendor_required'
  | 'vending.vendor_not_yours'
  | 'vending.vendor_float_insufficient'
  | 'vending.deposit_reference_reused'
  | 'vending.amount_invalid'
  | 'vending.currency_mismatch'
  | 'vending.pricing_unknown'
  | 'vending.tariff_not_in_force'
  | 'vending.tariff_commodity_mismatch'
  | 'vending.tender_below_minimum'
  | 'vending.tender_above_maximum'
  | 'vending.tender_buys_no_units'
  | 'vending.idempotency_key_required'
  | 'vending.idempotency_key_invalid'
  | 'vending.idempotency_key_reused'
  | 'vending.vend_not_found'
  | 'vending.vend_not_completed'
  | 'vending.token_refused'
  | 'vending.token_answer_contradicts';

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

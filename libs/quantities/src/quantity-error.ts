export type QuantityErrorCode =
  | 'quantities.decimal_malformed'
  | 'quantities.decimal_too_long'
  | 'quantities.decimal_too_precise'
  | 'quantities.decimal_negative'
  | 'quantities.currency_unknown'
  | 'quantities.amount_zero'
  | 'quantities.amount_too_large'
  | 'quantities.division_by_zero';

/** The one error class of this library. `code` is API and never renamed; `message` is for people. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
  constructor(
    readonly code: QuantityErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

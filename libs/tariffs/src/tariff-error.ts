export type TariffErrorCode =
  | 'tariffs.document_invalid'
  | 'tariffs.share_invalid'
  | 'tariffs.not_in_force'
  | 'tariffs.free_units_not_due'
  | 'tariffs.tender_below_minimum'
  | 'tariffs.tender_above_maximum'
  | 'tariffs.tender_buys_no_units';

/** The one error class of this library. `code` is API and never renamed; `message` is for people. */
export class TariffError extends Error {
  override readonly name = 'TariffError';
  constructor(
    readonly code: TariffErrorCode,
    message: string,
    /** Path of the offending field in the document, such as `energy.blocks[1].rate`; `` for the document itself. */
    readonly field?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Everything a caller can act on. A code is API: it is never renamed; messages are for people. */
export type StsErrorCode =
  | 'sts.meter_number_format'
  | 'sts.meter_number_check_digit'
  | 'sts.meter_pan_format'
  | 'sts.meter_pan_check_digit'
  | 'sts.manufacturer_code_format'
  | 'sts.supply_group_code_format'
  | 'sts.tariff_index_format'
  | 'sts.key_revision_out_of_range'
  | 'sts.key_expiry_out_of_range'
  | 'sts.key_type_unknown'
  | 'sts.key_type_not_derived'
  | 'sts.key_type_change_not_permitted'
  | 'sts.key_format'
  | 'sts.key_length'
  | 'sts.key_expired'
  | 'sts.key_required'
  | 'sts.key_change_set_incomplete'
  | 'sts.key_change_set_mixed'
  | 'sts.rollover_without_new_key'
  | 'sts.base_date_unknown'
  | 'sts.algorithm_unknown'
  | 'sts.algorithm_mismatch'
  | 'sts.tables_invalid'
  | 'sts.commodity_unknown'
  | 'sts.amount_out_of_range'
  | 'sts.field_out_of_range'
  | 'sts.token_identifier_out_of_range'
  | 'sts.token_identifier_exhausted'
  | 'sts.token_kind_unknown'
  | 'sts.token_format'
  | 'sts.token_class_reserved'
  | 'sts.token_crc'
  | 'sts.credit_insufficient'
  | 'sts.not_supported';

/** The library's one error class. Its messages never contain a key or a token. */
export class StsError extends Error {
  override readonly name = 'StsError';
  constructor(
    readonly code: StsErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Everything a caller can act on. A code is API: it is never renamed. */
export const keyManagementErrorCodes = [
  'key-management.supply_group_unknown',
  'key-management.supply_group_exists',
  'key-management.vending_key_unknown',
  'key-management.vending_key_exists',
  'key-management.vending_key_not_draft',
  'key-management.vending_key_not_active',
  'key-management.vending_key_retired',
  'key-management.vending_key_transition',
  'key-management.custodian_required',
  'key-management.custodian_repeated',
  'key-management.component_format',
  'key-management.component_length',
  'key-management.component_weak',
  'key-management.key_parity',
  'key-management.key_weak',
  'key-management.wrapped_key_invalid',
  'key-management.meter_pan_mismatch',
  'key-management.meter_number_invalid',
  'key-management.meter_unknown',
  'key-management.base_date_mismatch',
  'key-management.decoder_key_algorithm_mismatch',
  'key-management.algorithms_incompatible',
  'key-management.key_type_not_for_credit',
  'key-management.key_expired',
  'key-management.token_identifier_exhausted',
  'key-management.token_identifier_lead_exceeded',
  'key-management.base_date_in_future',
  'key-management.amount_out_of_range',
  'key-management.request_id_reused',
  'key-management.token_format',
  'key-management.token_not_authentic',
] as const;

export type KeyManagementErrorCode = (typeof keyManagementErrorCodes)[number];

/** The service's one error class. `code` is API; `message` is for people and never holds key material or a token. */
export class KeyManagementError extends Error {
  override readonly name = 'KeyManagementError';
  constructor(
    readonly code: KeyManagementErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

import type { VendingErrorCode } from '@openprepay/contracts/http/vending';

/** What the interface calls what goes wrong; those that are said here. */
export type ErrorType =
  | 'DUPLICATE_RECORD'
  | 'FORMAT_ERROR'
  | 'FUNCTION_NOT_SUPPORTED'
  | 'INVALID_AMOUNT'
  | 'INVALID_MERCHANT'
  | 'UNABLE_TO_LOCATE_RECORD'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UNKNOWN_METER_ID'
  | 'TRANSACTION_DECLINED'
  | 'METER_KEY_INVALID'
  | 'AMOUNT_TOO_LOW'
  | 'AMOUNT_TOO_HIGH'
  | 'NO_FREE_UNITS_DUE'
  | 'INSUFFICIENT_FUNDS'
  | 'METER_ID_BLOCKED'
  | 'OUTCOME_UNKNOWN';

export type RefusalStatus = 400 | 401 | 404 | 501 | 503 | 504;

/** What is told in place of an answer. 504 says that the outcome is not known: a client retries then. */
export class ElectrumRefusal extends Error {
  override readonly name = 'ElectrumRefusal';

  constructor(
    readonly status: RefusalStatus,
    readonly errorType: ErrorType,
    message: string,
    readonly detail?: unknown,
  ) {
    super(message);
  }
}

export const unlocated = (what: string): ElectrumRefusal => new ElectrumRefusal(404, 'UNABLE_TO_LOCATE_RECORD', `there is no ${what}`);

/** How a client hears what REST says by a code. Whatever is not here is declined. */
const tellings: Partial<Record<VendingErrorCode, readonly [RefusalStatus, ErrorType]>> = {
  'vending.terminal_not_authenticated': [401, 'INVALID_MERCHANT'],
  'vending.meter_unknown': [400, 'UNKNOWN_METER_ID'],
  'vending.meter_number_invalid': [400, 'UNKNOWN_METER_ID'],
  'vending.meter_blocked': [400, 'METER_ID_BLOCKED'],
  'vending.amount_invalid': [400, 'INVALID_AMOUNT'],
  'vending.currency_mismatch': [400, 'INVALID_AMOUNT'],
  'vending.tender_below_minimum': [400, 'AMOUNT_TOO_LOW'],
  'vending.tender_buys_no_units': [400, 'AMOUNT_TOO_LOW'],
  'vending.tender_above_maximum': [400, 'AMOUNT_TOO_HIGH'],
  'vending.free_basic_not_due': [400, 'NO_FREE_UNITS_DUE'],
  'vending.vendor_float_insufficient': [400, 'INSUFFICIENT_FUNDS'],
  'vending.idempotency_key_reused': [400, 'DUPLICATE_RECORD'],
  'vending.idempotency_key_expired': [400, 'DUPLICATE_RECORD'],
  'vending.token_refused': [400, 'METER_KEY_INVALID'],
  'vending.vend_not_found': [404, 'UNABLE_TO_LOCATE_RECORD'],
  'vending.pricing_unknown': [503, 'UPSTREAM_UNAVAILABLE'],
  'vending.pricing_stale': [503, 'UPSTREAM_UNAVAILABLE'],
  'vending.key_change_pending': [503, 'UPSTREAM_UNAVAILABLE'],
  // The purchase may be one that has sold: it is looked at only once there is room.
  'vending.seller_busy': [504, 'OUTCOME_UNKNOWN'],
  'vending.sandbox_silent': [504, 'UPSTREAM_UNAVAILABLE'],
};

export function refusalOf({ code, message }: Error & { readonly code: string }): ElectrumRefusal {
  const [status, errorType] = tellings[code as VendingErrorCode] ?? [400, 'TRANSACTION_DECLINED'];
  return new ElectrumRefusal(status, errorType, message, { code });
}

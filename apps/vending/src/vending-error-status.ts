import { HttpStatus } from '@nestjs/common';
import type { VendingErrorCode } from './vending-error.js';

/** How each code leaves by HTTP; a code without a status does not compile. */
export const vendingErrorStatus = {
  'vending.meter_number_invalid': HttpStatus.BAD_REQUEST,
  'vending.meter_unknown': HttpStatus.NOT_FOUND,
  'vending.meter_exists': HttpStatus.CONFLICT,
  'vending.meter_algorithms_mismatch': HttpStatus.UNPROCESSABLE_ENTITY,
  'vending.vendor_unknown': HttpStatus.NOT_FOUND,
  'vending.vendor_required': HttpStatus.FORBIDDEN,
  'vending.vendor_not_yours': HttpStatus.FORBIDDEN,
  'vending.vendor_float_insufficient': HttpStatus.CONFLICT,
  'vending.deposit_reference_reused': HttpStatus.CONFLICT,
  'vending.amount_invalid': HttpStatus.BAD_REQUEST,
  'vending.currency_mismatch': HttpStatus.UNPROCESSABLE_ENTITY,
  'vending.pricing_unknown': HttpStatus.CONFLICT,
  'vending.tariff_not_in_force': HttpStatus.CONFLICT,
  'vending.tariff_commodity_mismatch': HttpStatus.CONFLICT,
  'vending.tender_below_minimum': HttpStatus.UNPROCESSABLE_ENTITY,
  'vending.tender_above_maximum': HttpStatus.UNPROCESSABLE_ENTITY,
  'vending.tender_buys_no_units': HttpStatus.UNPROCESSABLE_ENTITY,
  'vending.idempotency_key_required': HttpStatus.BAD_REQUEST,
  'vending.idempotency_key_invalid': HttpStatus.BAD_REQUEST,
  'vending.idempotency_key_reused': HttpStatus.UNPROCESSABLE_ENTITY,
  'vending.vend_not_found': HttpStatus.NOT_FOUND,
  'vending.vend_not_completed': HttpStatus.CONFLICT,
  'vending.token_refused': HttpStatus.CONFLICT,
  'vending.token_answer_contradicts': HttpStatus.CONFLICT,
} satisfies Record<VendingErrorCode, HttpStatus>;

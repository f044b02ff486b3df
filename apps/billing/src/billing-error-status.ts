import { HttpStatus } from '@nestjs/common';
import type { BillingErrorCode } from './billing-error.js';

/** How each code leaves by HTTP; a code without a status does not compile. */
export const billingErrorStatus = {
  'billing.tariff_invalid': HttpStatus.BAD_REQUEST,
  'billing.tariff_starts_in_the_past': HttpStatus.UNPROCESSABLE_ENTITY,
  'billing.tariff_kind_changed': HttpStatus.UNPROCESSABLE_ENTITY,
  'billing.tariff_unknown': HttpStatus.NOT_FOUND,
  'billing.account_exists': HttpStatus.CONFLICT,
  'billing.account_unknown': HttpStatus.NOT_FOUND,
  'billing.debt_exists': HttpStatus.CONFLICT,
  'billing.debt_unknown': HttpStatus.NOT_FOUND,
  'billing.amount_invalid': HttpStatus.BAD_REQUEST,
  'billing.share_invalid': HttpStatus.BAD_REQUEST,
  'billing.entry_unbalanced': HttpStatus.UNPROCESSABLE_ENTITY,
} satisfies Record<BillingErrorCode, HttpStatus>;

import { readAmount } from '../amount.js';
import { readMeterNumber } from '../meters/meter.js';
import { VendingError } from '../vending-error.js';
import type { PaymentMethod, Vend } from './vend.js';

/** What a point of sale asks for. */
export interface VendRequest {
  readonly meterNumber: string;
  readonly tender: { readonly amount: string; readonly currency: string };
  readonly paymentMethod: PaymentMethod;
}

/** Longest key that is stored; a UUID has 36 characters. */
export const MAX_IDEMPOTENCY_KEY_LENGTH = 128;
const PRINTABLE_ASCII = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/**
 * Checks the `Idempotency-Key` of a sale.
 * @throws {VendingError} `vending.idempotency_key_required`, `vending.idempotency_key_invalid`
 */
export function readIdempotencyKey(key: string | undefined): string {
  if (key === undefined || key === '') {
    throw new VendingError('vending.idempotency_key_required', 'a sale needs an Idempotency-Key header');
  }
  if (key.length > MAX_IDEMPOTENCY_KEY_LENGTH || !PRINTABLE_ASCII.test(key)) {
    throw new VendingError(
      'vending.idempotency_key_invalid',
      `an Idempotency-Key has at most ${MAX_IDEMPOTENCY_KEY_LENGTH} printable ASCII characters`,
    );
  }
  return key;
}

/**
 * The vend that a repeated request made the first time.
 * @throws {VendingError} `vending.idempotency_key_reused` if the request is another one
 */
export function replay(earlier: Vend, request: VendRequest): Vend {
  if (isSameRequest(earlier, request)) return earlier;
  throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for another request');
}

/** By what is meant, not by its spelling: 100.0 is 100.00. */
function isSameRequest(vend: Vend, { meterNumber, tender, paymentMethod }: VendRequest): boolean {
  if (paymentMethod !== vend.paymentMethod || tender.currency !== vend.currency) return false;
  try {
    return (
      readMeterNumber(meterNumber).meterNumber === vend.meter.meterNumber && readAmount(tender.amount, vend.currency) === vend.tenderMinor
    );
  } catch (error) {
    // what could not even be read was not what was sold
    if (error instanceof VendingError) return false;
    throw error;
  }
}

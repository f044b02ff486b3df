import type { PaymentMethod } from '@openprepay/contracts/http/vending-vends';
import { isCurrency } from '@openprepay/quantities';
import { readMeterNumber } from '../meters/meter.js';
import type { Tender } from '../pricing/price-by-tariff.js';
import { readAmount } from '../read-amount.js';
import type { Vend } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';

/** A sale as a point of sale writes it. */
export interface WrittenSale {
  /** As the label spells it. */
  readonly meterNumber: string;
  readonly tender: { readonly amount: string; readonly currency: string };
  readonly paymentMethod: PaymentMethod;
}

/** A sale as it is meant: what could be read of what was written, before anything is locked for it. */
export interface SaleRequest {
  readonly meterNumber: string;
  readonly tender: Tender;
  readonly paymentMethod: PaymentMethod;
}

/** @throws {VendingError} `vending.meter_number_invalid`, `vending.amount_invalid`, `vending.currency_mismatch` */
export const readSaleRequest = ({ meterNumber, tender, paymentMethod }: WrittenSale): SaleRequest => ({
  meterNumber: readMeterNumber(meterNumber).meterNumber,
  tender: readTender(tender),
  paymentMethod,
});

function readTender({ amount, currency }: WrittenSale['tender']): Tender {
  if (!isCurrency(currency)) throw new VendingError('vending.currency_mismatch', `no tariff is in ${currency}: there is no such currency`);
  return { amountMinor: readAmount(amount, currency), currency };
}

/** A repeat comes within minutes. What comes later is a till that counts from one again, and its customer has paid for another token. */
const REPLAYED_FOR_MS = 24 * 3_600_000;

/**
 * The vend that a repeated request made the first time. It is compared by what is meant, not by its spelling: 100.0 is 100.00.
 * @throws {VendingError} `vending.idempotency_key_reused` if the request is another one, `vending.idempotency_key_expired` if the
 *   first one is more than a day old
 */
export function replay(earlier: Vend, { meterNumber, tender, paymentMethod }: SaleRequest, at: Date): Vend {
  const same =
    meterNumber === earlier.meter.meterNumber &&
    tender.amountMinor === earlier.tenderMinor &&
    tender.currency === earlier.currency &&
    paymentMethod === earlier.paymentMethod;
  if (!same) throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for another request');
  if (at.getTime() - earlier.acceptedAt.getTime() <= REPLAYED_FOR_MS) return earlier;
  throw new VendingError(
    'vending.idempotency_key_expired',
    `this Idempotency-Key made vend ${earlier.vendId} more than a day ago: take a new one for a new sale`,
  );
}

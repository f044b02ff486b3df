import type { PaymentMethod } from '@openprepay/contracts/http/vending-vends';
import type { Value } from '@openprepay/xmlvend';
import { refuse, type Refusal } from './refusal.js';
import type { Written } from './till-call.js';

type Sale = Pick<Written<'CreditVendReq'>, 'idMethod' | 'purchaseValue' | 'payType'>;

/** A sale as REST has it. */
interface RestSale {
  readonly meterNumber: string;
  readonly tender: { readonly amount: string; readonly currency: string };
  readonly paymentMethod: PaymentMethod;
}

const methods = {
  Cash: 'cash',
  Cheque: 'cheque',
  CreditCard: 'card',
  DebitCard: 'card',
  Eft: 'eft',
  PinVoucher: 'voucher',
  Unknown: 'cash',
} as const satisfies Record<Value<'PayType'>['type'], PaymentMethod>;

/** Longer ones are no meter's, and no amount's. */
const MAX_NUMBER_LENGTH = 64;

/** The meter that is meant; a card alone does not say it here. */
export function meterNumberIn({ meterIdentifier }: Value<'VendIDMethod'>): string | Refusal {
  switch (meterIdentifier.type) {
    case 'MeterNumber':
      return limited(meterIdentifier.msno);
    case 'MeterDetail':
    case 'ExtMeterDetail':
      return meterIdentifier.msno === undefined
        ? refuse('InsufficientMeterDataEx', 'the meter’s number is missing')
        : limited(meterIdentifier.msno);
    case 'MeterCard':
    case 'MeterAccount':
      return refuse('InsufficientMeterDataEx', 'a meter is identified by its number');
  }
}

const limited = (number: string): string | Refusal =>
  number.length > MAX_NUMBER_LENGTH ? refuse('MSNOCheckDigitEx', 'no meter has so long a number') : number;

/** What a till wants to sell, in REST's words. */
export function saleIn({ idMethod, purchaseValue, payType }: Sale): RestSale | Refusal {
  const meterNumber = meterNumberIn(idMethod);
  if (typeof meterNumber !== 'string') return meterNumber;
  if (purchaseValue.type !== 'PurchaseValueCurrency') return refuse('UseCaseSupportEx', 'a sale is made for money, not for units');
  const { value, symbol } = purchaseValue.amt;
  return { meterNumber, tender: { amount: value, currency: symbol }, paymentMethod: methods[payType?.type ?? 'Unknown'] };
}

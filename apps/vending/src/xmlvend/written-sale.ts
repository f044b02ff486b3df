import type { PaymentMethod } from '@openprepay/contracts/http/vending-vends';
import { type Unit, unit } from '@openprepay/contracts/wire';
import type { Value } from '@openprepay/xmlvend';
import { refuse, type Refusal } from './refusal.js';
import type { Written } from './till-call.js';

type Sale = Pick<Written<'CreditVendReq'>, 'idMethod' | 'purchaseValue' | 'payType'>;

/** A sale as REST has it: for money, or for units. */
interface RestSale {
  readonly meterNumber: string;
  readonly tender?: { readonly amount: string; readonly currency: string };
  readonly units?: { readonly value: string; readonly unit: Unit };
  readonly paymentMethod: PaymentMethod;
}

/** How a till was paid; one that does not say it has cash. */
export const methodOf = (payType: Value<'PayType'> | undefined): PaymentMethod => methods[payType?.type ?? 'Unknown'];

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
  const paymentMethod = methodOf(payType);
  if (purchaseValue.type === 'PurchaseValueCurrency') {
    const { value, symbol } = purchaseValue.amt;
    return { meterNumber, tender: { amount: value, currency: symbol }, paymentMethod };
  }
  const units = unitsIn(purchaseValue.units);
  return 'refused' in units ? units : { meterNumber, units, paymentMethod };
}

/** Units as REST writes them: tills write kWh in any case, and zeros behind the tenths. */
export function unitsIn({ value, siUnit }: Value<'Units'>): { readonly value: string; readonly unit: Unit } | Refusal {
  const known = unit.options.find((one) => one.toLowerCase() === siUnit.trim().toLowerCase());
  if (!known) return refuse('RequestAuthorisationEx', `units are asked for in ${unit.options.join(', ')}`, 'vending.unit_mismatch');
  return { value: value.replace(/(\.\d+?)0+$/, '$1'), unit: known };
}

import type { PaidBy } from '@openprepay/contracts/http/vending-vends';
import type { Unit } from '@openprepay/contracts/wire';
import { creditTenths, formatCredit, isCurrency, parseScaled, QuantityError, type CreditTenths } from '@openprepay/quantities';
import { MAX_AMOUNT_TENTHS, roundUpToAmount, UNITS } from '@openprepay/sts';
import { readMeterNumber } from '../meters/meter.js';
import type { FreeUnitsWanted, Tender, UnitsWanted, Wanted } from '../pricing/price-by-tariff.js';
import { readAmount } from '../read-amount.js';
import type { Vend } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';

/** A sale as a point of sale writes it. */
export interface WrittenSale {
  /** As the label spells it. */
  readonly meterNumber: string;
  /** This, units or free units, one of them. */
  readonly tender?: { readonly amount: string; readonly currency: string } | undefined;
  readonly units?: { readonly value: string; readonly unit: Unit } | undefined;
  /** Units that nobody pays for. */
  readonly free?: FreeUnitsWanted | undefined;
  readonly paymentMethod: PaidBy;
}

/** Units of what the meter counts, or with their unit. */
export type GivenUnits = string | NonNullable<WrittenSale['units']>;

/** A sale as it is meant: what could be read of what was written, before anything is locked for it. */
export interface SaleRequest {
  readonly meterNumber: string;
  readonly wanted: Wanted;
  readonly paymentMethod: PaidBy;
}

/** @throws {VendingError} `vending.meter_number_invalid`, `vending.amount_invalid`, `vending.units_invalid`, `vending.currency_mismatch` */
export const readSaleRequest = ({ meterNumber, paymentMethod, ...written }: WrittenSale): SaleRequest => ({
  meterNumber: readMeterNumber(meterNumber).meterNumber,
  wanted: readWanted(written),
  paymentMethod,
});

function readWanted({ tender, units, free }: Pick<WrittenSale, 'tender' | 'units' | 'free'>): Wanted {
  if (free !== undefined) return free;
  if (tender !== undefined && units === undefined) return readTender(tender);
  if (units !== undefined && tender === undefined) return readUnits(units);
  throw new VendingError('vending.amount_invalid', 'a sale is for a tender or for units, one of them');
}

function readUnits({ value, unit }: NonNullable<WrittenSale['units']>): UnitsWanted {
  const unitsTenths = readTenths(value);
  if (unitsTenths > MAX_AMOUNT_TENTHS) throw new VendingError('vending.units_invalid', 'that is more than one token holds');
  if (unitsTenths > 0n) return { unitsTenths, unit };
  throw new VendingError('vending.units_invalid', 'units that are asked for are above zero');
}

/**
 * Units that are given, which a token holds exactly: nobody has agreed to more.
 * @throws {VendingError} `vending.units_invalid`
 */
export function readGivenUnits(units: NonNullable<WrittenSale['units']>): UnitsWanted {
  const read = readUnits(units);
  const held = creditTenths(roundUpToAmount(read.unitsTenths));
  if (held === read.unitsTenths) return read;
  throw new VendingError('vending.units_invalid', `no token holds that exactly: the next one holds ${formatCredit(held)}`);
}

/**
 * Units as tenths, zero or more.
 * @throws {VendingError} `vending.units_invalid`
 */
export function readTenths(value: string): CreditTenths {
  try {
    return creditTenths(parseScaled(value, 1));
  } catch (error) {
    if (error instanceof QuantityError) throw new VendingError('vending.units_invalid', error.message, { cause: error });
    throw error;
  }
}

function readTender({ amount, currency }: NonNullable<WrittenSale['tender']>): Tender {
  if (!isCurrency(currency)) throw new VendingError('vending.currency_mismatch', `no tariff is in ${currency}: there is no such currency`);
  return { amountMinor: readAmount(amount, currency), currency };
}

/** A repeat comes within minutes. What comes later is a till that counts from one again, and its customer has paid for another token. */
export const REPLAYED_FOR_MS = 24 * 3_600_000;

/**
 * The vend that a repeated request made the first time. It is compared by what is meant, not by its spelling: 100.0 is 100.00.
 * @throws {VendingError} `vending.idempotency_key_reused` if the request is another one, `vending.idempotency_key_expired` if the
 *   first one is more than a day old
 */
export function replay(earlier: Vend, { meterNumber, wanted, paymentMethod }: SaleRequest, at: Date): Vend {
  const same = meterNumber === earlier.meter.meterNumber && sameWanted(earlier, wanted) && paymentMethod === earlier.paymentMethod;
  if (!same) throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for another request');
  if (at.getTime() - earlier.acceptedAt.getTime() <= REPLAYED_FOR_MS) return earlier;
  throw new VendingError(
    'vending.idempotency_key_expired',
    `this Idempotency-Key made vend ${earlier.vendId} more than a day ago: take a new one for a new sale`,
  );
}

/** A sale for units is repeated by the units, whatever they came to cost; the free units of a month are whatever they came to. */
function sameWanted({ unitsAskedTenths, tenderMinor, currency, commodity, effect }: Vend, wanted: Wanted): boolean {
  if ('grant' in wanted) {
    const { grant } = wanted;
    return effect.grant?.kind === grant.kind && (grant.kind === 'free-basic' || grant.unitsTenths === effect.unitsTenths);
  }
  if (effect.grant) return false;
  if ('unitsTenths' in wanted) return wanted.unitsTenths === unitsAskedTenths && wanted.unit === UNITS[commodity];
  return unitsAskedTenths === undefined && wanted.amountMinor === tenderMinor && wanted.currency === currency;
}

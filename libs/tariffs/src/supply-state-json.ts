import { at, own, readArray, readCode, readDecimal, readObject, readString, type JsonObject } from './document-reader.js';
import { parseInstantMs } from './instant.js';
import { PERCENT_DECIMALS } from './parse-tariff-document.js';
import type { VendEffect } from './priced-vend.js';
import type { FixedChargeDue, SupplyState } from './supply-state.js';
import { TariffError } from './tariff-error.js';
import { isYearMonth, type YearMonth } from './year-month.js';

const MAX_TIME_LENGTH = 40;
/** A century of a tariff's most fixed charges: nothing real comes near it. */
const MAX_CHARGES = 60_000;

export interface FixedChargeDueJson {
  readonly month: YearMonth;
  readonly code: string;
  readonly position: number;
  readonly grossMinor: string;
  readonly tax?: { readonly code: string; readonly percent: string };
}

export interface SupplyStateJson {
  readonly unitsThisMonth: { readonly month: YearMonth; readonly tenths: string };
  readonly fixedChargesDue: readonly FixedChargeDueJson[];
  readonly chargesAccruedThrough?: YearMonth;
  readonly supplyStartedAt: string;
}

export interface VendEffectJson {
  readonly month: YearMonth;
  readonly unitsTenths: string;
  readonly fixedChargesTaken: readonly FixedChargeDueJson[];
}

/** A state as JSON, to be stored: whole numbers are decimal strings. */
export const formatSupplyState = (state: SupplyState): SupplyStateJson => ({
  unitsThisMonth: { month: state.unitsThisMonth.month, tenths: state.unitsThisMonth.tenths.toString() },
  fixedChargesDue: state.fixedChargesDue.map(formatCharge),
  ...(state.chargesAccruedThrough === undefined ? {} : { chargesAccruedThrough: state.chargesAccruedThrough }),
  supplyStartedAt: state.supplyStartedAt.toISOString(),
});

/** What `giveBack` needs of a vend, as JSON, to be stored beside it. */
export const formatVendEffect = ({ month, unitsTenths, fixedChargesTaken }: VendEffect): VendEffectJson => ({
  month,
  unitsTenths: unitsTenths.toString(),
  fixedChargesTaken: fixedChargesTaken.map(formatCharge),
});

const formatCharge = ({ grossMinor, ...charge }: FixedChargeDue): FixedChargeDueJson => ({ ...charge, grossMinor: grossMinor.toString() });

/** @throws {TariffError} `tariffs.state_invalid`, with the offending `field` */
export const parseSupplyState = (json: unknown): SupplyState =>
  reading(() => {
    const state = readObject(json, '', ['unitsThisMonth', 'fixedChargesDue', 'chargesAccruedThrough', 'supplyStartedAt']);
    const units = readObject(own(state, 'unitsThisMonth'), 'unitsThisMonth', ['month', 'tenths']);
    const accrued = own(state, 'chargesAccruedThrough');
    return {
      unitsThisMonth: { month: readMonth(units, 'unitsThisMonth'), tenths: readWhole(units, 'tenths', 'unitsThisMonth') },
      fixedChargesDue: readCharges(own(state, 'fixedChargesDue'), 'fixedChargesDue'),
      chargesAccruedThrough: accrued === undefined ? undefined : checkMonth(accrued, 'chargesAccruedThrough'),
      supplyStartedAt: readTime(own(state, 'supplyStartedAt'), 'supplyStartedAt'),
    };
  });

/** @throws {TariffError} `tariffs.state_invalid`, with the offending `field` */
export const parseVendEffect = (json: unknown): VendEffect =>
  reading(() => {
    const effect = readObject(json, '', ['month', 'unitsTenths', 'fixedChargesTaken']);
    return {
      month: readMonth(effect, ''),
      unitsTenths: readWhole(effect, 'unitsTenths', ''),
      fixedChargesTaken: readCharges(own(effect, 'fixedChargesTaken'), 'fixedChargesTaken'),
    };
  });

/** The readers speak of tariff documents; a state that cannot be read is another failure, at the same kind of path. */
function reading<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TariffError)) throw error;
    throw new TariffError('tariffs.state_invalid', `the stored state of a supply cannot be read at "${error.field}"`, error.field, {
      cause: error,
    });
  }
}

const readCharges = (value: unknown, path: string): readonly FixedChargeDue[] =>
  readArray(value, path, MAX_CHARGES).map((item, index) => readCharge(item, at(path, index)));

function readCharge(value: unknown, path: string): FixedChargeDue {
  const charge = readObject(value, path, ['month', 'code', 'position', 'grossMinor', 'tax']);
  const position = own(charge, 'position');
  if (!Number.isSafeInteger(position)) throw malformed(at(path, 'position'));
  const due = {
    month: readMonth(charge, path),
    code: readCode(own(charge, 'code'), at(path, 'code')),
    position: position as number,
    grossMinor: readWhole(charge, 'grossMinor', path),
  };
  const taxValue = own(charge, 'tax');
  if (taxValue === undefined) return due;

  const tax = readObject(taxValue, at(path, 'tax'), ['code', 'percent']);
  const percent = readDecimal(own(tax, 'percent'), at(path, 'tax.percent'), PERCENT_DECIMALS).text;
  return { ...due, tax: { code: readCode(own(tax, 'code'), at(path, 'tax.code')), percent } };
}

const readMonth = (object: JsonObject, path: string): YearMonth => checkMonth(own(object, 'month'), at(path, 'month'));

function checkMonth(value: unknown, path: string): YearMonth {
  if (typeof value !== 'string' || !isYearMonth(value)) throw malformed(path);
  return value;
}

const readWhole = (object: JsonObject, key: string, path: string): bigint => readDecimal(own(object, key), at(path, key), 0).scaled;

function readTime(value: unknown, path: string): Date {
  const atMs = parseInstantMs(readString(value, path, MAX_TIME_LENGTH));
  if (atMs === undefined) throw malformed(path);
  return new Date(atMs);
}

const malformed = (path: string): TariffError => new TariffError('tariffs.state_invalid', `${path} is malformed`, path);

import { isCurrency, minorDigits, parseScaled } from '@openprepay/quantities';
import { COMMODITIES, MAX_AMOUNT_TENTHS, roundUpToAmount } from '@openprepay/sts';
import {
  at,
  invalid,
  own,
  readArray,
  readBoolean,
  readCode,
  readDecimal,
  readObject,
  readOneOf,
  readString,
  type JsonObject,
} from './document-reader.js';
import { parseInstantMs } from './instant.js';
import {
  ENERGY_CODE,
  UNIT_ROUNDINGS,
  type ChargesCap,
  type EnergyBlock,
  type FixedCharge,
  type FreeUnits,
  type Levy,
  type Tax,
  type TariffDocument,
} from './tariff-document.js';
import { isTimeZone } from './time-zone.js';

const MAX_BLOCKS = 100;
const MAX_LEVIES = 50;
const MAX_FIXED_CHARGES = 50;
const MAX_NAME_LENGTH = 200;
const MAX_TIME_LENGTH = 40;
/** A tariff that begins outside of these years is a mistake in writing. */
const EARLIEST_VALID_FROM_MS = Date.UTC(1970, 0, 1);
const LATEST_VALID_FROM_MS = Date.UTC(2200, 0, 1);
const MAX_TIME_ZONE_LENGTH = 64;
/** Decimals of rates, and of units: of `upTo` and `unitStep`. */
export const RATE_DECIMALS = 6;
export const UNIT_DECIMALS = 6;
export const PERCENT_DECIMALS = 4;
/** Tokens count in tenths of a unit. */
export const FREE_UNIT_DECIMALS = 1;
const ONE_HUNDRED_PERCENT = 100n * 10n ** BigInt(PERCENT_DECIMALS);

const FIELDS = [
  ...['tariffCode', 'name', 'commodity', 'currency', 'validFrom', 'timeZone', 'energy', 'levies', 'fixedCharges', 'tax'],
  ...['minimumTender', 'maximumTender', 'unitStep', 'unitRounding', 'chargesCap', 'freeUnits'],
];

/**
 * Reads a tariff document and holds it to every rule of the tariff page.
 * @throws {TariffError} `tariffs.document_invalid`, with the offending `field`
 */
export function parseTariffDocument(json: unknown): TariffDocument {
  const root = readObject(json, '', FIELDS);
  const currency = readCurrency(own(root, 'currency'));
  const digits = minorDigits(currency);
  const levies = optional(root, 'levies', readLevies);
  const fixedCharges = optional(root, 'fixedCharges', (value) => readFixedCharges(value, digits));
  const tax = optional(root, 'tax', readTax);
  checkCodes(levies ?? [], fixedCharges ?? [], tax);

  return {
    tariffCode: readCode(own(root, 'tariffCode'), 'tariffCode'),
    ...present(
      'name',
      optional(root, 'name', (value) => readString(value, 'name', MAX_NAME_LENGTH)),
    ),
    commodity: readOneOf(own(root, 'commodity'), 'commodity', COMMODITIES),
    currency,
    validFrom: readValidFrom(own(root, 'validFrom')),
    ...present('timeZone', optional(root, 'timeZone', readTimeZone)),
    energy: { blocks: readBlocks(own(root, 'energy')) },
    ...present('levies', levies),
    ...present('fixedCharges', fixedCharges),
    ...present('tax', tax),
    ...readTenderLimits(root, digits),
    ...present('unitStep', optional(root, 'unitStep', readUnitStep)),
    ...present(
      'unitRounding',
      optional(root, 'unitRounding', (value) => readOneOf(value, 'unitRounding', UNIT_ROUNDINGS)),
    ),
    ...present('chargesCap', optional(root, 'chargesCap', readChargesCap)),
    ...present('freeUnits', optional(root, 'freeUnits', readFreeUnits)),
  };
}

function optional<Value>(root: JsonObject, key: string, read: (value: unknown) => Value): Value | undefined {
  const value = own(root, key);
  return value === undefined ? undefined : read(value);
}

/** What is absent leaves no key behind, so that the document comes out as it went in. */
const present = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });

function readCurrency(value: unknown): string {
  const currency = readString(value, 'currency', 3);
  if (!isCurrency(currency)) throw invalid('currency', 'must be an active ISO 4217 code');
  return currency;
}

function readValidFrom(value: unknown): string {
  const text = readString(value, 'validFrom', MAX_TIME_LENGTH);
  const ms = parseInstantMs(text);
  if (ms === undefined) throw invalid('validFrom', 'must be an RFC 3339 time in UTC');
  if (ms < EARLIEST_VALID_FROM_MS || ms >= LATEST_VALID_FROM_MS) throw invalid('validFrom', 'must lie in the years 1970 to 2199');
  return text;
}

function readTimeZone(value: unknown): string {
  const name = readString(value, 'timeZone', MAX_TIME_ZONE_LENGTH);
  if (!isTimeZone(name)) throw invalid('timeZone', 'must be an IANA time zone');
  return name;
}

function readBlocks(value: unknown): readonly EnergyBlock[] {
  if (value === undefined) throw invalid('energy', 'is missing');
  const blocks = readArray(own(readObject(value, 'energy', ['blocks']), 'blocks'), 'energy.blocks', MAX_BLOCKS);
  if (blocks.length === 0) throw invalid('energy.blocks', 'must have a block');

  let previousUpTo = 0n;
  return blocks.map((item, index) => {
    const path = at('energy.blocks', index);
    const block = readObject(item, path, ['upTo', 'rate']);
    const rate = readDecimal(own(block, 'rate'), at(path, 'rate'), RATE_DECIMALS).text;
    const upToPath = at(path, 'upTo');
    if (index === blocks.length - 1) {
      if (own(block, 'upTo') !== undefined) throw invalid(upToPath, 'must be absent on the last block');
      return { rate };
    }
    const upTo = readDecimal(own(block, 'upTo'), upToPath, UNIT_DECIMALS);
    if (upTo.scaled <= previousUpTo) throw invalid(upToPath, 'must be above the block before it, and above zero');
    previousUpTo = upTo.scaled;
    return { upTo: upTo.text, rate };
  });
}

function readLevies(value: unknown): readonly Levy[] {
  return readArray(value, 'levies', MAX_LEVIES).map((item, index) => {
    const path = at('levies', index);
    const levy = readObject(item, path, ['code', 'perUnit', 'percent']);
    const code = readCode(own(levy, 'code'), at(path, 'code'));
    if (own(levy, 'percent') === undefined) {
      return { code, perUnit: readDecimal(own(levy, 'perUnit'), at(path, 'perUnit'), RATE_DECIMALS).text };
    }
    if (own(levy, 'perUnit') !== undefined) throw invalid(at(path, 'percent'), 'cannot stand beside perUnit');
    return { code, percent: readPercent(own(levy, 'percent'), at(path, 'percent')) };
  });
}

function readFixedCharges(value: unknown, digits: number): readonly FixedCharge[] {
  return readArray(value, 'fixedCharges', MAX_FIXED_CHARGES).map((item, index) => {
    const path = at('fixedCharges', index);
    const charge = readObject(item, path, ['code', 'amount', 'per']);
    return {
      code: readCode(own(charge, 'code'), at(path, 'code')),
      amount: readDecimal(own(charge, 'amount'), at(path, 'amount'), digits).text,
      per: readOneOf(own(charge, 'per'), at(path, 'per'), ['month']),
    };
  });
}

function readTax(value: unknown): Tax {
  const tax = readObject(value, 'tax', ['code', 'percent', 'appliesTo']);
  const appliesTo = readArray(own(tax, 'appliesTo'), 'tax.appliesTo', 1 + MAX_LEVIES + MAX_FIXED_CHARGES);
  return {
    code: readCode(own(tax, 'code'), 'tax.code'),
    percent: readPercent(own(tax, 'percent'), 'tax.percent'),
    appliesTo: appliesTo.map((item, index) => readCode(item, at('tax.appliesTo', index))),
  };
}

function readPercent(value: unknown, path: string): string {
  const percent = readDecimal(value, path, PERCENT_DECIMALS);
  if (percent.scaled > ONE_HUNDRED_PERCENT) throw invalid(path, 'must be from 0 to 100');
  return percent.text;
}

/** Codes are unique in the document, `energy` is reserved, and the tax names what there is. */
function checkCodes(levies: readonly Levy[], fixedCharges: readonly FixedCharge[], tax: Tax | undefined): void {
  const taken = new Set([ENERGY_CODE]);
  const take = (code: string, path: string): void => {
    if (taken.has(code)) throw invalid(path, code === ENERGY_CODE ? 'is reserved' : 'is used twice');
    taken.add(code);
  };
  levies.forEach(({ code }, index) => take(code, at(at('levies', index), 'code')));
  fixedCharges.forEach(({ code }, index) => take(code, at(at('fixedCharges', index), 'code')));
  if (!tax) return;

  const taxable = new Set(taken);
  take(tax.code, 'tax.code');
  tax.appliesTo.forEach((code, index) => {
    // deleted as it is named, so that a second mention is refused too
    if (!taxable.delete(code)) throw invalid(at('tax.appliesTo', index), 'must name energy, a levy or a fixed charge, once');
  });
}

function readTenderLimits(root: JsonObject, digits: number): Pick<TariffDocument, 'minimumTender' | 'maximumTender'> {
  const minimum = optional(root, 'minimumTender', (value) => readDecimal(value, 'minimumTender', digits));
  const maximum = optional(root, 'maximumTender', (value) => readDecimal(value, 'maximumTender', digits));
  if (minimum && maximum && minimum.scaled > maximum.scaled) throw invalid('maximumTender', 'must not be below minimumTender');
  return { ...present('minimumTender', minimum?.text), ...present('maximumTender', maximum?.text) };
}

function readChargesCap(value: unknown): ChargesCap {
  const share = readPercent(own(readObject(value, 'chargesCap', ['share']), 'share'), 'chargesCap.share');
  if (parseScaled(share, PERCENT_DECIMALS) === 0n) throw invalid('chargesCap.share', 'must be above 0: nothing would ever be paid');
  return { share };
}

function readFreeUnits(value: unknown): FreeUnits {
  const free = readObject(value, 'freeUnits', ['amount', 'per', 'countsTowardBlocks']);
  const amount = readDecimal(own(free, 'amount'), 'freeUnits.amount', FREE_UNIT_DECIMALS);
  if (amount.scaled === 0n || amount.scaled > MAX_AMOUNT_TENTHS || roundUpToAmount(amount.scaled) !== amount.scaled) {
    throw invalid('freeUnits.amount', 'must be units above zero that one token can hold');
  }
  const countsTowardBlocks = own(free, 'countsTowardBlocks');
  return {
    amount: amount.text,
    per: readOneOf(own(free, 'per'), 'freeUnits.per', ['month']),
    ...present(
      'countsTowardBlocks',
      countsTowardBlocks === undefined ? undefined : readBoolean(countsTowardBlocks, 'freeUnits.countsTowardBlocks'),
    ),
  };
}

function readUnitStep(value: unknown): string {
  const step = readDecimal(value, 'unitStep', UNIT_DECIMALS);
  if (step.scaled === 0n) throw invalid('unitStep', 'must be above zero');
  return step.text;
}

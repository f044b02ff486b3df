import type { CreditTenths, MoneyMinor, Quantity } from '@openprepay/quantities';
import { BASE_DATES, COMMODITIES, ENCRYPTION_ALGORITHMS, UNITS } from '@openprepay/sts';
import type { DecoderKeyAlgorithm as StandardAlgorithm } from '@openprepay/sts/keys';
import { z } from 'zod';

/** No quantity on the wire is longer: 30 digits hold any money or energy that a utility can owe. */
const MAX_DIGITS = 30;

/** JSON has no integers past 2^53: quantities travel as decimal strings, unit in the name. */
export const naturalNumber = z.codec(
  z
    .string()
    .regex(/^(0|[1-9]\d*)$/)
    .max(MAX_DIGITS),
  z.bigint().nonnegative(),
  {
    decode: (text) => BigInt(text),
    encode: (value) => value.toString(),
  },
);

/** As `naturalNumber`, with a sign. */
const wholeNumber = z.codec(
  z
    .string()
    .regex(/^(0|-?[1-9]\d*)$/)
    .max(MAX_DIGITS + 1),
  z.bigint(),
  {
    decode: (text) => BigInt(text),
    encode: (value) => value.toString(),
  },
);

type NumberCodec<Value extends bigint> = z.ZodCodec<z.ZodString, z.ZodType<Value, Value>>;

/** What a codec of whole numbers reads is of one unit, and it writes no other: the one place where what came from outside is branded. */
const inUnit = <Q extends Quantity<string>>(codec: NumberCodec<bigint>): NumberCodec<Q> => codec as unknown as NumberCodec<Q>;

/** Money of zero or more, in the smallest unit of the currency that stands beside it. */
export const moneyMinor = inUnit<MoneyMinor>(naturalNumber);
/** Money that may be below zero: lines that are given back, sides of a booking. */
export const signedMoneyMinor = inUnit<MoneyMinor>(wholeNumber);
/** What a token's Amount field holds: tenths of the commodity's unit. */
export const creditTenths = inUnit<CreditTenths>(naturalNumber);

/** RFC 3339 in UTC, as a Date inside. */
export const instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (value) => value.toISOString(),
});

/** Counts the changes of one thing under its lock: of two descriptions the one with the higher revision is the newer, whatever any clock said. */
export const revision = z.int().positive();

/** 11 or 13 digits; whether the check digit is right is the STS library's to say. */
export const meterNumberPattern = /^\d{11}(\d{2})?$/;
export const meterPanPattern = /^\d{18}$/;
export const meterNumber = z.string().regex(meterNumberPattern, 'a meter number has 11 or 13 digits');
export const meterPan = z.string().regex(meterPanPattern, 'a meter PAN has 18 digits');
export const supplyGroupCode = z.string().regex(/^\d{6}$/, 'a supply group code has 6 digits');
export const tariffIndex = z.string().regex(/^\d{2}$/, 'a tariff index has 2 digits');
export const keyRevision = z.int().min(1).max(9);
export const keyType = z.int().min(0).max(3);
export const keyExpiry = z.int().min(0).max(255);
export const baseDate = z.literal(BASE_DATES);
export const encryptionAlgorithm = z.enum(ENCRYPTION_ALGORITHMS);
export const decoderKeyAlgorithm = z.enum(['DKGA02', 'DKGA04'] as const satisfies readonly StandardAlgorithm[]);
export const commodity = z.enum(COMMODITIES);
/** How the unit of a commodity is written, everywhere. */
export const unit = z.enum([...new Set(Object.values(UNITS))]);
/** ISO 4217 alphabetic code. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code has three capital letters');
/** Short name of a utility: what the JWT claim, the rows and the event header carry. */
export const utilityCode = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, 'lower-case letters, digits and dashes, at most 32');
export const accountNumber = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'letters, digits and . _ -, at most 40');
/** Code of a tariff, a charge, a levy, a debt. */
export const shortCode = z.string().regex(/^[A-Za-z0-9._:/-]{1,64}$/, 'letters, digits and . _ : / -, at most 64');
/** A decimal number as people write it; how many decimals are right is the reader's to say. */
export const decimalText = z
  .string()
  .regex(/^(0|[1-9]\d*)(\.\d+)?$/, 'a decimal number without sign or exponent')
  .max(MAX_DIGITS);
/** As {@link decimalText}, below zero too. */
export const signedDecimalText = z
  .string()
  .regex(/^-?(0|[1-9]\d*)(\.\d+)?$/, 'a decimal number without exponent')
  .max(MAX_DIGITS);
export const tokenDigits = z.string().regex(/^\d{20}$/, 'a token has 20 digits');

export type Unit = z.output<typeof unit>;
export type Commodity = z.output<typeof commodity>;
export type EncryptionAlgorithm = z.output<typeof encryptionAlgorithm>;
export type DecoderKeyAlgorithm = z.output<typeof decoderKeyAlgorithm>;
export type BaseDate = z.output<typeof baseDate>;

/** What identifies a meter to the vault: everything a decoder key is derived from but the vending key itself. */
export const meterKeyData = z.object({
  meterNumber,
  meterPan,
  supplyGroupCode,
  keyType,
  keyRevision,
  tariffIndex,
  encryptionAlgorithm,
  decoderKeyAlgorithm,
  baseDate,
});

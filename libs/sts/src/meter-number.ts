import { StsError } from './sts-error.js';

const LONG_IIN = '600727';
const SHORT_IIN = '0000';
const SERIAL_DIGITS = 8;
const PAN_DIGITS = 18;
const ZERO = 48;
/** Each digit doubled, and the digits of that added. */
const DOUBLED = Uint8Array.of(0, 2, 4, 6, 8, 1, 3, 5, 7, 9, 0, 0, 0, 0, 0, 0);
const METER_NUMBER_FORMAT = /^(\d{11}|\d{13})$/;
const MANUFACTURER_CODE_FORMAT = /^(\d{2}|\d{4})$/;
const SERIAL_FORMAT = /^\d{8}$/;

/** Who a meter is. */
export interface MeterNumber {
  /** The number on the meter (DRN): manufacturer code, serial, check digit; 11 or 13 digits. */
  readonly meterNumber: string;
  /** Its primary account number: 18 digits, what keys are derived from. */
  readonly pan: string;
  /** 600727 for 11-digit numbers, 0000 for 13-digit ones. */
  readonly iin: string;
  /** Two digits in 11-digit numbers, four in 13-digit ones. */
  readonly manufacturerCode: string;
}

/**
 * Reads the number printed on a meter; spaces and hyphens between digits are ignored.
 *
 * @throws {StsError} `sts.meter_number_format` unless 11 or 13 digits, `sts.meter_number_check_digit`
 * @source IEC 62055-41 6.1.2, MeterPAN and DRN; check digits ISO/IEC 7812-1
 */
export function parseMeterNumber(text: string): MeterNumber {
  if (typeof text !== 'string') throw new TypeError('a meter number is a string');
  const meterNumber = text.trim().replaceAll(/(?<=\d)[ -](?=\d)/g, '');
  if (!METER_NUMBER_FORMAT.test(meterNumber)) throw new StsError('sts.meter_number_format', 'a meter number has 11 or 13 digits');
  if (!hasCheckDigit(meterNumber)) throw new StsError('sts.meter_number_check_digit', 'the check digit of the meter number is wrong');
  const iin = meterNumber.length === 11 ? LONG_IIN : SHORT_IIN;
  return {
    meterNumber,
    pan: withCheckDigit(iin + meterNumber),
    iin,
    manufacturerCode: meterNumber.slice(0, meterNumber.length - SERIAL_DIGITS - 1),
  };
}

/**
 * The 18-digit primary account number of a meter.
 *
 * @throws {StsError} as `parseMeterNumber`
 */
export function meterPan(meterNumber: string): string {
  return parseMeterNumber(meterNumber).pan;
}

/**
 * Reads an 18-digit primary account number. The check digit of the meter number inside is not looked at:
 * test meters are numbered without one.
 *
 * @throws {StsError} `sts.meter_pan_format` unless 600727 or 0000 and 18 digits, `sts.meter_pan_check_digit`
 * @source IEC 62055-41 6.1.2
 */
export function parseMeterPan(text: string): MeterNumber {
  requireMeterPan(text);
  const iin = text.startsWith(LONG_IIN) ? LONG_IIN : SHORT_IIN;
  const meterNumber = text.slice(iin.length, -1);
  return { meterNumber, pan: text, iin, manufacturerCode: meterNumber.slice(0, meterNumber.length - SERIAL_DIGITS - 1) };
}

/** @throws {StsError} as `parseMeterPan` */
export function requireMeterPan(text: string): void {
  if (typeof text !== 'string') throw new TypeError('a meter PAN is a string');
  const sum = text.length === PAN_DIGITS ? luhnSum(text) : -1;
  if (sum < 0 || !(text.startsWith(LONG_IIN) || text.startsWith(SHORT_IIN))) {
    throw new StsError('sts.meter_pan_format', 'a meter PAN has 18 digits and starts with 600727 or 0000');
  }
  if (sum % 10 !== 0) throw new StsError('sts.meter_pan_check_digit', 'the check digit of the meter PAN is wrong');
}

/**
 * Makes a meter number by adding the check digit.
 *
 * @param manufacturerCode the STS Association's code, 2 or 4 digits
 * @param serial 8 digits
 * @throws {StsError} `sts.manufacturer_code_format`, `sts.meter_number_format`
 */
export function makeMeterNumber(manufacturerCode: string, serial: string): string {
  if (typeof manufacturerCode !== 'string' || typeof serial !== 'string') throw new TypeError('codes and serials are strings');
  if (!MANUFACTURER_CODE_FORMAT.test(manufacturerCode)) {
    throw new StsError('sts.manufacturer_code_format', 'a manufacturer code has 2 or 4 digits');
  }
  if (!SERIAL_FORMAT.test(serial)) throw new StsError('sts.meter_number_format', 'a serial has 8 digits');
  return withCheckDigit(manufacturerCode + serial);
}

function withCheckDigit(digits: string): string {
  return digits + String((10 - (luhnSum(`${digits}0`) % 10)) % 10);
}

function hasCheckDigit(digits: string): boolean {
  return luhnSum(digits) % 10 === 0;
}

/**
 * Luhn: from the right, every second digit doubled and its digits added. Below zero where a character is no digit, which the sign
 * of it or of its distance from nine tells. One pass, because a key is derived for each sale.
 */
function luhnSum(digits: string): number {
  let sum = 0;
  let signs = 0;
  for (let index = digits.length - 1; index >= 0; index -= 2) {
    const digit = digits.charCodeAt(index) - ZERO;
    const next = index === 0 ? 0 : digits.charCodeAt(index - 1) - ZERO;
    signs |= digit | (9 - digit) | next | (9 - next);
    sum += digit + DOUBLED[next & 15]!;
  }
  return signs < 0 ? -1 : sum;
}

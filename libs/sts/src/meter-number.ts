import { areDigits } from './digits.js';
import { StsError } from './sts-error.js';

const LONG_IIN = '600727';
const SHORT_IIN = '0000';
const SERIAL_DIGITS = 8;
const PAN_DIGITS = 18;
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
  if (!areDigits(text, PAN_DIGITS) || !(text.startsWith(LONG_IIN) || text.startsWith(SHORT_IIN))) {
    throw new StsError('sts.meter_pan_format', 'a meter PAN has 18 digits and starts with 600727 or 0000');
  }
  if (!hasCheckDigit(text)) throw new StsError('sts.meter_pan_check_digit', 'the check digit of the meter PAN is wrong');
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

/** Luhn: from the right, every second digit doubled and its digits added. */
function luhnSum(digits: string): number {
  let sum = 0;
  for (let fromRight = 0; fromRight < digits.length; fromRight++) {
    const digit = digits.charCodeAt(digits.length - 1 - fromRight) - 48;
    const doubled = digit * 2;
    sum += fromRight % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum;
}

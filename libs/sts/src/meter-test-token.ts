import { requireField } from './token-fields.js';
import { StsError } from './sts-error.js';
import { type TokenBody, sealBody } from './token-body.js';
import { type UndefinedToken, readUndefinedBody } from './undefined-token.js';

/** What a meter test token is made of. */
export interface MeterTestFields {
  /** Which tests: one bit each, `METER_TEST_ACTIONS` names them; all ones runs all. 36 bits, 28 with a four-digit code. */
  readonly control: number;
  /** Two digits make subclass 0, four digits subclass 1. Zeros address every maker's meters. */
  readonly manufacturerCode: string;
}

/** Class 1, subclasses 0 and 1: test the meter or display something. In clear: it works in any meter. */
export interface MeterTestToken extends MeterTestFields {
  readonly kind: 'meter-test';
  readonly tokenClass: 1;
  readonly subClass: 0 | 1;
}

/** What an extended read token is made of. */
export interface ExtendedReadFields {
  /** 0..63; 63 reads flags. */
  readonly tokenIndex: number;
  /** 30 bits. */
  readonly control: number;
  /** Two digits; `00`, the only published value, unless given. */
  readonly manufacturerCode?: string;
}

/** Class 1, subclass 2: display an item of the extended token set. @source STS 202-5 */
export interface ExtendedReadToken extends ExtendedReadFields {
  readonly kind: 'extended-read';
  readonly manufacturerCode: string;
  readonly tokenClass: 1;
  readonly subClass: 2;
}

const TEST_CLASS = 1;
const EXTENDED_SUBCLASS = 2;
const SHORT_CONTROL_LIMIT = 0xf_ffff_ffff;
const LONG_CONTROL_LIMIT = 0xfff_ffff;
const EXTENDED_CONTROL_LIMIT = 0x3fff_ffff;
const EXTENDED_CONTROL_VALUES = EXTENDED_CONTROL_LIMIT + 1;
const LARGEST_TOKEN_INDEX = 63;
const SHORT_CODE_LIMIT = 99;
const LONG_CODE_LIMIT = 9_999;
const SHORT_CODE = /^\d{2}$/;
const LONG_CODE = /^\d{4}$/;

/**
 * Makes a meter test token; it needs no key.
 *
 * @returns 20 digits
 * @throws {StsError} `sts.manufacturer_code_format`, `sts.field_out_of_range`
 * @source IEC 62055-41 6.2.3, class 1: InitiateMeterTest/Display
 */
export function encodeMeterTestToken(fields: MeterTestFields): string {
  return sealBody(meterTestBody(fields), undefined);
}

/** Makes an extended read token; it needs no key. @throws {StsError} `sts.field_out_of_range` @source STS 202-5 */
export function encodeExtendedReadToken(fields: ExtendedReadFields): string {
  return sealBody(extendedReadBody(fields), undefined);
}

/** The body of a meter test token. @throws {StsError} as `encodeMeterTestToken` */
export function meterTestBody({ control, manufacturerCode }: MeterTestFields): TokenBody {
  if (typeof manufacturerCode === 'string' && LONG_CODE.test(manufacturerCode)) {
    requireField('control', control, LONG_CONTROL_LIMIT);
    return { tokenClass: TEST_CLASS, high: ((1 << 28) | control) >>> 0, payload: Number(manufacturerCode) };
  }
  const code = parseShortCode(manufacturerCode, 'a manufacturer code has 2 or 4 digits');
  requireField('control', control, SHORT_CONTROL_LIMIT);
  return shortBody(0, control, code);
}

/** The body of an extended read token. @throws {StsError} `sts.field_out_of_range`, `sts.manufacturer_code_format` */
export function extendedReadBody({ tokenIndex, control, manufacturerCode = '00' }: ExtendedReadFields): TokenBody {
  requireField('tokenIndex', tokenIndex, LARGEST_TOKEN_INDEX);
  requireField('control', control, EXTENDED_CONTROL_LIMIT);
  const code = parseShortCode(manufacturerCode, 'the manufacturer code of an extended read has 2 digits');
  return shortBody(EXTENDED_SUBCLASS, tokenIndex * EXTENDED_CONTROL_VALUES + control, code);
}

/** Reads the body of a class 1 token. */
export function readTestBody(body: TokenBody): MeterTestToken | ExtendedReadToken | UndefinedToken {
  const bits = (body.high & LONG_CONTROL_LIMIT) * 256 + (body.payload >>> 8);
  switch (body.high >>> 28) {
    case 0: {
      const code = body.payload & 0xff;
      if (code > SHORT_CODE_LIMIT) return readUndefinedBody(body, 'range');
      return { kind: 'meter-test', tokenClass: 1, subClass: 0, control: bits, manufacturerCode: String(code).padStart(2, '0') };
    }
    case 1: {
      const code = body.payload;
      if (code > LONG_CODE_LIMIT) return readUndefinedBody(body, 'range');
      const control = body.high & LONG_CONTROL_LIMIT;
      return { kind: 'meter-test', tokenClass: 1, subClass: 1, control, manufacturerCode: String(code).padStart(4, '0') };
    }
    case EXTENDED_SUBCLASS: {
      const code = body.payload & 0xff;
      if (code > SHORT_CODE_LIMIT) return readUndefinedBody(body, 'range');
      const tokenIndex = Math.floor(bits / EXTENDED_CONTROL_VALUES);
      const control = bits % EXTENDED_CONTROL_VALUES;
      return { kind: 'extended-read', tokenClass: 1, subClass: 2, tokenIndex, control, manufacturerCode: String(code).padStart(2, '0') };
    }
    default:
      return readUndefinedBody(body, 'function');
  }
}

function parseShortCode(manufacturerCode: string, message: string): number {
  if (typeof manufacturerCode !== 'string' || !SHORT_CODE.test(manufacturerCode))
    throw new StsError('sts.manufacturer_code_format', message);
  return Number(manufacturerCode);
}

/** 36 bits of control above 8 bits of manufacturer code; the control is too long for 32-bit operators. */
function shortBody(subClass: number, control: number, code: number): TokenBody {
  return { tokenClass: TEST_CLASS, high: ((subClass << 28) | Math.floor(control / 256)) >>> 0, payload: ((control % 256) << 8) | code };
}

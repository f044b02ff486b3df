import { type Block } from './cipher/block.js';
import { type TokenCipher } from './cipher/token-cipher.js';
import { UNITS } from './commodity.js';
import { writeDecimal } from './decimal.js';
import { KEY_TYPE_NAMES } from './keys/key-type.js';
import { ALL_CREDIT_REGISTERS, CREDIT_REGISTERS } from './management-token.js';
import { meterTestActions } from './meter-test-actions.js';
import { type DecodedToken, decodeToken } from './token.js';
import { type BaseDate, instantOf } from './token-identifier.js';
import { openBody } from './token-body.js';
import { parseTokenDigits, readTokenDigits } from './token-digits.js';
import { layoutOf } from './token-layout.js';
import { crcOfBody, crcOfCurrencyBody } from './crc16.js';

/** One field of a token. */
export interface ExplainedField {
  /** The standard's name. */
  readonly name: string;
  /** Its bits in the 64-bit block, 0 the least significant; class has none there. */
  readonly firstBit: number;
  readonly lastBit: number;
  /** As zeros and ones, most significant first. */
  readonly bits: string;
  /** What they say, for people. */
  readonly meaning: string;
}

/** A token taken apart, step by step. */
export interface Explanation {
  readonly digits: string;
  /** The 66-bit number that the digits are, in hexadecimal. */
  readonly number: string;
  readonly tokenClass: number;
  /** The 64-bit block as it travels, its two class bits restored; in hexadecimal. */
  readonly sealedBlock: string;
  /** The block after decryption; the same in class 1, which is not encrypted. */
  readonly block: string;
  readonly isEncrypted: boolean;
  readonly token: DecodedToken;
  readonly fields: readonly ExplainedField[];
}

const TOP_DATA_BIT = 59;
const MINUTE_LENGTH = 'YYYY-MM-DDTHH:MM'.length;

/**
 * Takes a token apart for people who learn: the number, the class bits, the block before and after decryption
 * and every field with its bits. Key parts are shown as they are: explain key change tokens of test meters only.
 *
 * @throws {StsError} as `decodeToken`
 */
export function explainToken(token: string, cipher?: TokenCipher, baseDate?: BaseDate): Explanation {
  const decoded = decodeToken(token, cipher);
  const body = openBody(token, cipher);
  const sealed: Block = { high: 0, low: 0 };
  readTokenDigits(token, sealed);
  const isCurrency = decoded.tokenClass === 0 && decoded.subClass >= 4 && decoded.subClass <= 7;
  const crc = (isCurrency ? crcOfCurrencyBody : crcOfBody)(body.tokenClass, body.high, body.payload);
  const block = (BigInt(body.high) << 32n) | BigInt((body.payload * 0x1_0000 + crc) >>> 0);
  const digits = parseTokenDigits(token);
  return {
    digits,
    number: hex(BigInt(digits), 17),
    tokenClass: body.tokenClass,
    sealedBlock: hex((BigInt(sealed.high >>> 0) << 32n) | BigInt(sealed.low >>> 0), 16),
    block: hex(block, 16),
    isEncrypted: body.tokenClass !== 1,
    token: decoded,
    fields: explainFields(decoded, block, baseDate),
  };
}

function explainFields(token: DecodedToken, block: bigint, baseDate: BaseDate | undefined): readonly ExplainedField[] {
  const fields: ExplainedField[] = [field(block, { name: 'SubClass', firstBit: 63, width: 4 }, `${token.subClass}: ${nameOf(token)}`)];
  let firstBit = TOP_DATA_BIT;
  for (const [name, width] of layoutOf(token)) {
    const value = bitsOf(block, firstBit, width);
    fields.push(field(block, { name, firstBit, width }, meaningOf(name, token, { value, baseDate })));
    firstBit -= width;
  }
  return [...fields, field(block, { name: 'CRC', firstBit, width: 16 }, 'matches: the token is whole, and for this key')];
}

function nameOf(token: DecodedToken): string {
  if (token.kind === 'credit') return `${token.commodity} credit`;
  return token.kind === 'currency' ? `${token.commodity} credit in currency` : token.kind;
}

interface FieldPlace {
  readonly name: string;
  readonly firstBit: number;
  readonly width: number;
}

function field(block: bigint, { name, firstBit, width }: FieldPlace, meaning: string): ExplainedField {
  const bits = bitsOf(block, firstBit, width).toString(2).padStart(width, '0');
  return { name, firstBit, lastBit: firstBit - width + 1, bits, meaning };
}

interface FieldValue {
  readonly value: bigint;
  readonly baseDate: BaseDate | undefined;
}

function meaningOf(name: string, token: DecodedToken, { value, baseDate }: FieldValue): string {
  if (name === 'TID' && 'tokenIdentifier' in token) {
    return baseDate === undefined ? `minute ${value}` : `minute ${value} of ${baseDate}: ${minuteText(token.tokenIdentifier, baseDate)}`;
  }
  if (name.endsWith('.m')) return amountText(token);
  if (name.includes('.e')) return `exponent ${name === 'Amount.e4..2' ? 'high bits' : name === 'Amount.e1..0' ? 'low bits' : value}`;
  if (name === 'Amount.s') return value === 0n ? 'positive' : 'negative';
  if (name === 'Register') return value === BigInt(ALL_CREDIT_REGISTERS) ? 'all' : CREDIT_REGISTERS[Number(value)]!;
  if (name === 'Control' && token.kind === 'meter-test') {
    return meterTestActions(token.control, token.subClass === 0 ? 2 : 4)?.join(', ') ?? 'no test of the standard';
  }
  if (name === 'KT') return `${value}: ${KEY_TYPE_NAMES[Number(value)]!}`;
  if (name === 'RO') return value === 1n ? 'forget the token identifiers: a new base date' : 'keep the token identifiers';
  if (name.startsWith('NK')) return `part of the new key: ${hex(value, 8)}`;
  if (name === 'Data' && token.kind === 'undefined') return `no meaning in the standard (${token.reason}): ${hex(value, 11)}`;
  return String(value);
}

function amountText(token: DecodedToken): string {
  switch (token.kind) {
    case 'credit':
      return `${writeDecimal(token.amountTenths, 1)} ${UNITS[token.commodity]}`;
    case 'currency':
      return `${writeDecimal(token.amountHundredThousandths, 5)} of the base currency`;
    case 'set-maximum-power-limit':
    case 'set-maximum-phase-power-unbalance-limit':
      return `${token.watts} W`;
    default:
      return '';
  }
}

function minuteText(tokenIdentifier: number, baseDate: BaseDate): string {
  return `${instantOf(tokenIdentifier, baseDate).toISOString().slice(0, MINUTE_LENGTH).replace('T', ' ')} UTC`;
}

function bitsOf(block: bigint, firstBit: number, width: number): bigint {
  return BigInt.asUintN(width, block >> BigInt(firstBit - width + 1));
}

function hex(value: bigint, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

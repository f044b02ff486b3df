import { type Block } from './cipher/block.js';
import { StsError } from './sts-error.js';

const TOKEN_DIGITS = 20;
const HALF_DIGITS = 10_000_000_000;
const WORD = 0x1_0000_0000;
const HALF_WORD = 0x1_0000;
/** Bits 28 and 27 of the block give way to the class and travel as bits 65 and 64 of the token. */
const CLASS_SHIFT = 27;
const CLASS_MASK = 3 << CLASS_SHIFT;
const ZERO = 48;
const SEPARATED_DIGITS = /^\s*\d(?:[ \t.-]*\d)*\s*$/;
const SEPARATORS = /\D/g;
const LONGEST_INPUT = 64;

/** The four digits of each number below ten thousand, an octet each, the first on top. */
const FOUR_DIGITS = Int32Array.from({ length: 10_000 }, (_, number) => {
  const [thousands, hundreds, tens, ones] = Array.from(String(number).padStart(4, '0'), (digit) => digit.charCodeAt(0));
  return (thousands! << 24) | (hundreds! << 16) | (tens! << 8) | ones!;
});

/**
 * Writes a class and an encrypted block as twenty digits.
 *
 * @source IEC 62055-41 6.4.2 (class bits), 6.4.3 (decimal conversion)
 */
export function writeTokenDigits(tokenClass: number, block: Readonly<Block>): string {
  const top = (block.low >>> CLASS_SHIFT) & 3;
  const low = (block.low & ~CLASS_MASK) | (tokenClass << CLASS_SHIFT);
  // 66 bits divided by 10^10, 50 + 16 bits at a time: each dividend stays below 2^53, so doubles are exact.
  const head = top * WORD + (block.high >>> 0);
  const dividend1 = head * HALF_WORD + (low >>> 16);
  const quotient1 = Math.floor(dividend1 / HALF_DIGITS);
  const dividend2 = (dividend1 - quotient1 * HALF_DIGITS) * HALF_WORD + (low & 0xffff);
  const quotient2 = Math.floor(dividend2 / HALF_DIGITS);
  const lowDigits = dividend2 - quotient2 * HALF_DIGITS;
  const highDigits = quotient1 * HALF_WORD + quotient2;
  return joinDigits(highDigits, lowDigits);
}

/**
 * Reads twenty digits, ignoring separators between them, into a block; its class bits are restored.
 *
 * @returns the token's class, 0..3
 * @throws {StsError} `sts.token_format` unless twenty digits below 2^66
 */
export function readTokenDigits(text: string, block: Block): number {
  const digits = withoutSeparators(text);
  const first = readFive(digits, 0);
  const second = readFive(digits, 5);
  const third = readFive(digits, 10);
  const fourth = readFive(digits, 15);
  if ((first | second | third | fourth) < 0) throw notTwentyDigits();

  // The upper ten digits * 10^10 + the lower ten, as 34 + 16 + 16 bits, again with every product below 2^53. Bits are taken off
  // by `&` and what is left is divided exactly: the remainder of a double is a call out of compiled code.
  const highDigits = first * 100_000 + second;
  const highDigits0 = highDigits & 0xffff;
  const product = highDigits0 * HALF_DIGITS + (third * 100_000 + fourth);
  const word0 = product & 0xffff;
  const carried = ((highDigits - highDigits0) / HALF_WORD) * HALF_DIGITS + (product - word0) / HALF_WORD;
  const word1 = carried & 0xffff;
  const head = (carried - word1) / HALF_WORD;
  if (head >= 4 * WORD) throw new StsError('sts.token_format', 'a token is below 2^66');

  const top = (head / WORD) | 0;
  block.high = head | 0;
  block.low = (((word1 << 16) | word0) & ~CLASS_MASK) | (top << CLASS_SHIFT);
  return (word1 >>> (CLASS_SHIFT - 16)) & 3;
}

/**
 * The twenty digits of a token as people type it: spaces, tabs, hyphens and dots between digits are ignored.
 *
 * @throws {StsError} `sts.token_format` unless twenty digits
 */
export function parseTokenDigits(text: string): string {
  const digits = withoutSeparators(text);
  for (let offset = 0; offset < TOKEN_DIGITS; offset += 5) if (readFive(digits, offset) < 0) throw notTwentyDigits();
  return digits;
}

/**
 * A token as it is printed: five groups of four digits.
 *
 * @throws {StsError} `sts.token_format`
 */
export function formatToken(token: string): string {
  return parseTokenDigits(token).replaceAll(/(\d{4})(?=\d)/g, '$1 ');
}

/** In one call, so that the string is made whole at once. */
function joinDigits(high: number, low: number): string {
  const high1 = Math.floor(high / 1_000_000);
  const highRest = (high - high1 * 1_000_000) | 0;
  const high2 = (highRest / 100) | 0;
  const low1 = Math.floor(low / 100_000_000);
  const lowRest = (low - low1 * 100_000_000) | 0;
  const low2 = (lowRest / 10_000) | 0;
  const a = FOUR_DIGITS[high1]!;
  const b = FOUR_DIGITS[high2]!;
  const c = FOUR_DIGITS[(highRest - high2 * 100) * 100 + low1]!;
  const d = FOUR_DIGITS[low2]!;
  const e = FOUR_DIGITS[lowRest - low2 * 10_000]!;
  // prettier-ignore
  return String.fromCharCode(
    a >>> 24, (a >>> 16) & 0xff, (a >>> 8) & 0xff, a & 0xff, b >>> 24, (b >>> 16) & 0xff, (b >>> 8) & 0xff, b & 0xff,
    c >>> 24, (c >>> 16) & 0xff, (c >>> 8) & 0xff, c & 0xff, d >>> 24, (d >>> 16) & 0xff, (d >>> 8) & 0xff, d & 0xff,
    e >>> 24, (e >>> 16) & 0xff, (e >>> 8) & 0xff, e & 0xff,
  );
}

/** Twenty characters, which may yet be something else than digits. */
function withoutSeparators(text: string): string {
  if (typeof text !== 'string') throw new TypeError('a token is a string');
  if (text.length === TOKEN_DIGITS) return text;
  const digits = text.length > LONGEST_INPUT || !SEPARATED_DIGITS.test(text) ? text : text.replaceAll(SEPARATORS, '');
  if (digits.length !== TOKEN_DIGITS) throw notTwentyDigits();
  return digits;
}

/** Five digits as a number; below zero where a character is none, which the sign of it or of its distance from nine tells. */
function readFive(digits: string, offset: number): number {
  const a = digits.charCodeAt(offset) - ZERO;
  const b = digits.charCodeAt(offset + 1) - ZERO;
  const c = digits.charCodeAt(offset + 2) - ZERO;
  const d = digits.charCodeAt(offset + 3) - ZERO;
  const e = digits.charCodeAt(offset + 4) - ZERO;
  if ((a | b | c | d | e | (9 - a) | (9 - b) | (9 - c) | (9 - d) | (9 - e)) < 0) return -1;
  return a * 10_000 + b * 1_000 + c * 100 + d * 10 + e;
}

function notTwentyDigits(): StsError {
  return new StsError('sts.token_format', 'a token has 20 digits');
}

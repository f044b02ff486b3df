/** DER, as far as a certificate is made of it. @source ITU-T X.690 */

const LONG_FORM = 0x80;
const NO_UNUSED_BITS = Buffer.of(0);
/** Years that have no other form than GeneralizedTime. @source RFC 5280, 4.1.2.5 */
const FIRST_LONG_YEAR = 2050;

export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < LONG_FORM) return Buffer.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.of(LONG_FORM | bytes.length, ...bytes);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Buffer[]): Buffer => der(0x31, ...parts);
export const boolean = (value: boolean): Buffer => der(0x01, Buffer.of(value ? 0xff : 0));
export const octets = (content: Buffer): Buffer => der(0x04, content);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text, 'utf8'));
export const bits = (content: Buffer): Buffer => der(0x03, NO_UNUSED_BITS, content);
/** `[n]`, around a whole value. */
export const tagged = (n: number, content: Buffer): Buffer => der(0xa0 | n, content);
/** `[n]` in place of a string's own tag. */
export const named = (n: number, content: Buffer): Buffer => der(LONG_FORM | n, content);

/** An integer from its octets, most significant first, never negative. */
export function integer(octetsOf: Buffer): Buffer {
  const first = octetsOf.findIndex((octet) => octet !== 0);
  const value = first === -1 ? Buffer.of(0) : octetsOf.subarray(first);
  return der(0x02, value[0]! >= LONG_FORM ? Buffer.concat([Buffer.of(0), value]) : value);
}

/** An object identifier, `2.5.29.17`. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const groups = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) groups.unshift((rest & 0x7f) | LONG_FORM);
  return groups;
}

/** A moment, to the second. */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\.\d+|[-:T]/g, '');
  return at.getUTCFullYear() < FIRST_LONG_YEAR ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}

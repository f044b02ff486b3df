import { StsError } from './sts-error.js';

/** Upper-case hexadecimal digits of some octets. */
export function toHex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

/** The octets of hexadecimal digits of either case. @throws {StsError} `sts.key_format` unless an even number of them */
export function fromHex(text: string): Uint8Array {
  if (typeof text !== 'string') throw new TypeError('hexadecimal digits are a string');
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) throw new StsError('sts.key_format', 'not an even number of hexadecimal digits');
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16));
}

import type { Value } from '@openprepay/xmlvend';

/** Characters of a token as people write it, with its gaps. */
const MAX_WRITTEN_TOKEN = 64;

/** A token's 20 digits; undefined where it is none. */
export function digitsOf({ stsCipher }: Pick<Value<'STS1Token'>, 'stsCipher'>): string | undefined {
  const digits = stsCipher.length > MAX_WRITTEN_TOKEN ? '' : stsCipher.replaceAll(/[\s-]/g, '');
  return /^\d{20}$/.test(digits) ? digits : undefined;
}

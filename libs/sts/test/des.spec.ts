import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desEncrypt, readBlock, writeBlock } from '../src/cipher/index.js';
import { hex, octets } from './vectors.js';

function encrypt(block: Uint8Array, key: Uint8Array): string {
  const working = readBlock(block);
  desEncrypt(working, key);
  const result = new Uint8Array(8);
  writeBlock(working, result);
  return hex(result);
}

describe('DES', () => {
  it.each([
    { key: '133457799bbcdff1', clear: '0123456789abcdef', sealed: '85e813540f0ab405' },
    { key: '0123456789abcdef', clear: '2151356011ffffff', sealed: '295f1f1aaae991cf' },
  ])('encrypts $clear to $sealed', ({ key, clear, sealed }) => {
    expect(encrypt(octets(clear), octets(key))).toBe(sealed);
  });

  it('agrees with OpenSSL, where triple DES with one key is single DES', () => {
    const eight = fc.uint8Array({ minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(eight, eight, (data, key) => {
        const reference = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null).setAutoPadding(false);
        expect(encrypt(data, key)).toBe(reference.update(data).toString('hex'));
      }),
      { numRuns: 1_000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { misty1Decrypt, misty1Encrypt, misty1Schedule, readBlock, writeBlock } from '../src/cipher/index.js';
import { S7, S9 } from '../src/cipher/misty1-tables.js';
import { naiveMisty1Encrypt } from './naive.js';
import { hex, octets } from './vectors.js';

const KEY = octets('00112233445566778899AABBCCDDEEFF');

function encrypt(block: Uint8Array, key: Uint8Array): string {
  const working = readBlock(block);
  misty1Encrypt(working, misty1Schedule(key));
  const result = new Uint8Array(8);
  writeBlock(working, result);
  return hex(result);
}

describe('MISTY1', () => {
  it('makes the key schedule of RFC 2994', () => {
    const mixed = misty1Schedule(KEY)
      .slice(8)
      .map((word) => word.toString(16).padStart(4, '0'));
    expect(mixed.join(' ')).toBe('cf51 8e7f 5e29 673a cdbc 07d6 bf35 5e11');
  });

  it.each([
    { clear: '0123456789abcdef', sealed: '8b1da5f56ab3d07c' },
    { clear: 'fedcba9876543210', sealed: '04b68240b13be95d' },
  ])('encrypts $clear to $sealed, as RFC 2994 has it', ({ clear, sealed }) => {
    expect(encrypt(octets(clear), KEY)).toBe(sealed);
    expect(
      naiveMisty1Encrypt(BigInt(`0x${clear}`), BigInt(`0x${hex(KEY)}`))
        .toString(16)
        .padStart(16, '0'),
    ).toBe(sealed);
  });

  it('decrypts what it encrypts, whatever the key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.uint8Array({ minLength: 16, maxLength: 16 }), (data, key) => {
        const schedule = misty1Schedule(key);
        const working = readBlock(data);
        misty1Encrypt(working, schedule);
        misty1Decrypt(working, schedule);
        expect(working).toEqual(readBlock(data));
      }),
    );
  });

  it('substitutes by permutations', () => {
    expect(new Set(S7).size).toBe(128);
    expect(new Set(S9).size).toBe(512);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatToken, parseTokenDigits, tokenClassOf } from '../src/index.js';
import { readTokenDigits, writeTokenDigits } from '../src/token-digits.js';
import { expectRefusal } from './refusal.js';

const LARGEST = '73786976294838206463';

describe('writeTokenDigits and readTokenDigits', () => {
  it('agree with big integers for every class and block', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 }), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (tokenClass, bits) => {
        const block = { high: Number(bits >> 32n) | 0, low: Number(bits & 0xffff_ffffn) | 0 };
        const moved = (bits & ~(3n << 27n)) | (BigInt(tokenClass) << 27n) | (((bits >> 27n) & 3n) << 64n);
        const digits = writeTokenDigits(tokenClass, block);
        expect(digits).toBe(moved.toString().padStart(20, '0'));

        const read = { high: 0, low: 0 };
        expect(readTokenDigits(digits, read)).toBe(tokenClass);
        expect(read).toEqual(block);
      }),
      { numRuns: 5_000 },
    );
  });

  it('take the whole range of 66 bits and nothing above', () => {
    expect(tokenClassOf(LARGEST)).toBe(3);
    expect(tokenClassOf('00000000000000000000')).toBe(0);
    expectRefusal(() => tokenClassOf('73786976294838206464'), 'sts.token_format');
    expectRefusal(() => tokenClassOf('99999999999999999999'), 'sts.token_format');
  });
});

describe('parseTokenDigits', () => {
  it.each(['5104 3465 4434 2085 6213', ' 5104-3465-4434-2085-6213\n', '5104.3465.4434.2085.6213', '51043465443420856213'])(
    'reads %j',
    (text) => {
      expect(parseTokenDigits(text)).toBe('51043465443420856213');
    },
  );

  it.each([
    '',
    '5104346544342085621',
    '510434654434208562131',
    '5104346544342085621x',
    '5104346544342085621/',
    '5104/3465/4434/2085/6213',
    `5104${' '.repeat(80)}3465443420856213`,
    '5104346544342085621３',
  ])('refuses %j', (text) => {
    expectRefusal(() => parseTokenDigits(text), 'sts.token_format');
  });
});

describe('a character that is no digit', () => {
  it.each(['/', ':', 'a', '\0', '\uffff'])('is refused wherever it stands: %j', (character) => {
    for (let index = 0; index < 20; index++) {
      const text = LARGEST.slice(0, index) + character + LARGEST.slice(index + 1);
      expectRefusal(() => parseTokenDigits(text), 'sts.token_format');
      expectRefusal(() => tokenClassOf(text), 'sts.token_format');
    }
  });
});

describe('separators', () => {
  const padded = (length: number): string => `5104${' '.repeat(length - 20)}3465443420856213`;

  it('may be many, but not without end', () => {
    expect(parseTokenDigits(padded(64))).toBe('51043465443420856213');
    expectRefusal(() => parseTokenDigits(padded(65)), 'sts.token_format');
  });
});

describe('formatToken', () => {
  it('prints five groups of four', () => {
    expect(formatToken('51043465443420856213')).toBe('5104 3465 4434 2085 6213');
  });
});

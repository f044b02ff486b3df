import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseStaTables, readBlock, staDecrypt, staEncrypt, staSchedule, writeBlock } from '../src/cipher/index.js';
import { STA_SAMPLE_TABLES, decodeToken, encodeToken, parseStaTables, prepareCipher } from '../src/index.js';
import { naiveStaDecrypt, naiveStaEncrypt, naiveStaRounds } from './naive.js';
import { expectRefusal } from './refusal.js';
import { hex, octets } from './vectors.js';

const tables = fuseStaTables(STA_SAMPLE_TABLES);
const key64 = fc.uint8Array({ minLength: 8, maxLength: 8 });
const toInteger = (value: Uint8Array): bigint => BigInt(`0x${hex(value)}`);

function run(cipher: typeof staEncrypt, block: Uint8Array, key: Uint8Array): string {
  const working = readBlock(block);
  cipher(working, staSchedule(key), tables);
  const result = new Uint8Array(8);
  writeBlock(working, result);
  return hex(result);
}

describe('STA with the sample tables', () => {
  const key = octets('0ABC12DEF3456789');
  const block = octets('0B19EB230100C207');

  it('encrypts the worked example, and decrypts it', () => {
    expect(run(staEncrypt, block, key)).toBe('c45ed1619406df95');
    expect(run(staDecrypt, octets('C45ED1619406DF95'), key)).toBe(hex(block));
  });

  it('is, round by round, what the standard writes', () => {
    const rounds = naiveStaRounds(toInteger(block), toInteger(key));
    expect(rounds).toHaveLength(16);
    expect(rounds[0]).toEqual({ key: 0x876f_543e_d210_cba9n, substituted: 0x6dad_7d84_6acc_076en, permuted: 0xcea6_b17d_9d32_3631n });
    expect(rounds[1]).toEqual({ key: 0x0ede_a87d_a421_9753n, substituted: 0x681c_f92b_d948_404an, permuted: 0x9a91_a8a0_cd1a_42b9n });
    expect(rounds[15]).toEqual({ key: 0xaa1f_6908_65d4_c3b7n, substituted: 0xbe99_5ff8_28a0_07a8n, permuted: 0xc45e_d161_9406_df95n });
  });

  it('agrees with the naive implementation both ways', () => {
    fc.assert(
      fc.property(key64, key64, (data, randomKey) => {
        const sealed = naiveStaEncrypt(toInteger(data), toInteger(randomKey));
        expect(BigInt(`0x${run(staEncrypt, data, randomKey)}`)).toBe(sealed);
        expect(BigInt(`0x${run(staDecrypt, data, randomKey)}`)).toBe(naiveStaDecrypt(toInteger(data), toInteger(randomKey)));
      }),
      { numRuns: 500 },
    );
  });

  it('decrypts what it encrypts with any tables', () => {
    const nibbles = fc.shuffledSubarray([...Array(16).keys()], { minLength: 16 });
    const places = fc.shuffledSubarray([...Array(64).keys()], { minLength: 64 });
    fc.assert(
      fc.property(
        fc.record({ substitution1: nibbles, substitution2: nibbles, permutation: places }),
        key64,
        key64,
        (randomTables, data, randomKey) => {
          const fused = fuseStaTables(randomTables);
          const schedule = staSchedule(randomKey);
          const working = readBlock(data);
          staEncrypt(working, schedule, fused);
          staDecrypt(working, schedule, fused);
          expect(working).toEqual(readBlock(data));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('two sets of tables', () => {
  it('serve in turn, one token each', () => {
    const reversed = { ...STA_SAMPLE_TABLES, permutation: STA_SAMPLE_TABLES.permutation.toReversed() };
    const decoderKey = octets('0ABC12DEF3456789');
    const ciphers = [prepareCipher({ algorithm: 'EA07', decoderKey }), prepareCipher({ algorithm: 'EA07', decoderKey, tables: reversed })];
    const fields = { kind: 'credit', commodity: 'electricity', random: 5, tokenIdentifier: 1, amountTenths: 256n } as const;

    const tokens = ciphers.map((cipher) => encodeToken(fields, cipher));

    expect(tokens[0]).not.toBe(tokens[1]);
    expect(ciphers.map((cipher) => encodeToken(fields, cipher))).toEqual(tokens);
    expect(ciphers.map((cipher, index) => decodeToken(tokens[index]!, cipher))).toMatchObject([fields, fields]);
  });
});

describe('parseStaTables', () => {
  it('copies and freezes, and keeps the order', () => {
    const parsed = parseStaTables(structuredClone(STA_SAMPLE_TABLES));
    expect(parsed).toEqual(STA_SAMPLE_TABLES);
    expect(Object.isFrozen(parsed) && Object.isFrozen(parsed.permutation)).toBe(true);
    expect(Object.isFrozen(STA_SAMPLE_TABLES.substitution1)).toBe(true);
  });

  const { substitution1, substitution2, permutation } = STA_SAMPLE_TABLES;
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a short substitution', { substitution1: substitution1.slice(1), substitution2, permutation }],
    ['a doubled entry', { substitution1, substitution2: [...substitution2.slice(1), substitution2[1]], permutation }],
    ['one entry too many', { substitution1: [...substitution1, 0], substitution2, permutation }],
    ['an entry out of range', { substitution1, substitution2, permutation: [...permutation.slice(1), 64] }],
    ['a fraction', { substitution1: [0.5, ...substitution1.slice(1)], substitution2, permutation }],
  ])('refuses %s', (_, tablesLike) => {
    expectRefusal(() => parseStaTables(tablesLike), 'sts.tables_invalid');
  });

  it.each(['substitution1', 'substitution2', 'permutation'] as const)('names the table that is wrong: %s', (name) => {
    const largest = name === 'permutation' ? 63 : 15;
    const tables = { ...STA_SAMPLE_TABLES, [name]: [] };
    expect(() => prepareCipher({ algorithm: 'EA07', decoderKey: new Uint8Array(8), tables })).toThrow(
      `${name} must hold each of 0..${largest} exactly once`,
    );
  });
});

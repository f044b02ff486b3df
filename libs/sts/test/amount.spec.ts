import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_AMOUNT_TENTHS, decodeAmount, encodeAmount, roundUpToAmount } from '../src/index.js';
import { naiveAmount, naiveAmountField } from './naive.js';
import { expectRefusal } from './refusal.js';

const edges = [
  { tenths: 0n, field: 0x0000 },
  { tenths: 256n, field: 0x0100 },
  { tenths: 16_383n, field: 0x3fff },
  { tenths: 16_384n, field: 0x4000 },
  { tenths: 16_385n, field: 0x4001 },
  { tenths: 180_214n, field: 0x7fff },
  { tenths: 180_215n, field: 0x8000 },
  { tenths: 180_224n, field: 0x8000 },
  { tenths: 1_818_524n, field: 0xbfff },
  { tenths: 1_818_525n, field: 0xc000 },
  { tenths: 18_201_624n, field: 0xffff },
];

describe('encodeAmount', () => {
  it.each(edges)('packs $tenths tenths to $field', ({ tenths, field }) => {
    expect(encodeAmount(tenths)).toBe(field);
  });

  it('inverts decodeAmount for every one of the 65 536 fields', () => {
    const wrong = Array.from({ length: 0x1_0000 }, (_, field) => field).filter(
      (field) => decodeAmount(field) !== naiveAmount(field) || encodeAmount(decodeAmount(field)) !== field,
    );
    expect(wrong).toEqual([]);
  });

  it('picks the first field that is not below what was asked', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_AMOUNT_TENTHS }), (tenths) => {
        expect(encodeAmount(tenths)).toBe(naiveAmountField(tenths));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([-1n, 18_201_625n, 10n ** 40n])('refuses %s: no field holds it', (tenths) => {
    expectRefusal(() => encodeAmount(tenths), 'sts.amount_out_of_range');
  });
});

describe('roundUpToAmount', () => {
  it('never grants less than was asked, nor as much as a whole step more', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_AMOUNT_TENTHS }), (tenths) => {
        const granted = roundUpToAmount(tenths);
        expect(granted >= tenths && granted - tenths < 1_000n).toBe(true);
      }),
    );
  });
});

describe('decodeAmount', () => {
  it.each([-1, 0x1_0000, 0.5, Number.NaN])('refuses %s: not a field', (field) => {
    expectRefusal(() => decodeAmount(field), 'sts.field_out_of_range');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CURRENCY_AMOUNT, decodeCurrencyAmount, encodeCurrencyAmount, roundCurrencyAmount } from '../src/index.js';
import { naiveCurrencyField } from './naive.js';
import { expectRefusal } from './refusal.js';

const MINUS_ZERO = 0x8_0000;

describe('encodeCurrencyAmount', () => {
  it('rounds credit up and a negative magnitude down, as the naive one does', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -MAX_CURRENCY_AMOUNT, max: MAX_CURRENCY_AMOUNT }), fc.nat({ max: 110 }), (wide, shift) => {
        const amount = wide >> BigInt(shift);
        expect(encodeCurrencyAmount(amount)).toBe(naiveCurrencyField(amount));
        expect(roundCurrencyAmount(amount) >= amount).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    { amount: 16_383n, field: 0x0_3fff },
    { amount: 180_215n, field: 0x0_8000 },
    { amount: -180_215n, field: 0x8_7fff },
    { amount: -1n, field: 0x8_0001 },
    { amount: MAX_CURRENCY_AMOUNT, field: 0x7_ffff },
    { amount: -MAX_CURRENCY_AMOUNT, field: 0xf_ffff },
  ])('packs $amount to $field', ({ amount, field }) => {
    expect(encodeCurrencyAmount(amount)).toBe(field);
  });

  it.each([MAX_CURRENCY_AMOUNT + 1n, -MAX_CURRENCY_AMOUNT - 1n])('refuses %s: no field holds it', (amount) => {
    expectRefusal(() => encodeCurrencyAmount(amount), 'sts.amount_out_of_range');
  });
});

describe('decodeCurrencyAmount', () => {
  it('reads minus zero, which nothing makes, as zero', () => {
    expect(decodeCurrencyAmount(MINUS_ZERO)).toBe(0n);
  });

  it.each([-1, 0x10_0000, 0.5])('refuses %s: not a field', (field) => {
    expectRefusal(() => decodeCurrencyAmount(field), 'sts.field_out_of_range');
  });
});

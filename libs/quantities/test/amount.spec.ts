import { describe, expect, it } from 'vitest';
import { readAmount } from '../src/index.js';

describe('readAmount', () => {
  it.each([
    ['9000.00', 'KES', 900_000n],
    ['0.01', 'KES', 1n],
    ['500', 'UGX', 500n],
    ['1.234', 'KWD', 1_234n],
    ['10000000000000000.00', 'KES', 10n ** 18n],
    ['1000000000000000000', 'UGX', 10n ** 18n],
  ])('reads %s %s as %s', (text, currency, minor) => {
    expect(readAmount(text, currency)).toBe(minor);
  });

  it.each([
    ['0', 'KES', 'quantities.amount_zero'],
    ['0.00', 'KES', 'quantities.amount_zero'],
    ['10000000000000000.01', 'KES', 'quantities.amount_too_large'],
    ['1000000000000000001', 'UGX', 'quantities.amount_too_large'],
    ['0.001', 'KES', 'quantities.decimal_too_precise'],
    ['1.5', 'UGX', 'quantities.decimal_too_precise'],
    ['-1', 'KES', 'quantities.decimal_negative'],
    ['1e3', 'KES', 'quantities.decimal_malformed'],
    ['', 'KES', 'quantities.decimal_malformed'],
    ['9'.repeat(60), 'KES', 'quantities.decimal_too_long'],
    ['1', 'XXZ', 'quantities.currency_unknown'],
  ])('refuses %s %s', (text, currency, code) => {
    expect(() => readAmount(text, currency)).toThrow(expect.objectContaining({ code }));
  });

  it('takes zero where nothing is an amount, and still nothing below', () => {
    expect(readAmount('0.00', 'KES', { allowZero: true })).toBe(0n);
    expect(() => readAmount('-0.01', 'KES', { allowZero: true })).toThrow(expect.objectContaining({ code: 'quantities.decimal_negative' }));
  });
});

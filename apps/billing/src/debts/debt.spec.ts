import { describe, expect, it } from 'vitest';
import { readAmount, readShare } from './debt.js';

describe('readAmount', () => {
  it('reads an amount in the smallest unit of the currency', () => {
    expect(readAmount('9000.00', 'KES')).toBe(900_000n);
  });

  it.each([
    ['0', 'KES'],
    ['1.5', 'UGX'],
    ['NaN', 'KES'],
    ['1', 'XXZ'],
    ['10000000000000000.01', 'KES'],
  ])('refuses %s %s by its own code', (text, currency) => {
    expect(() => readAmount(text, currency)).toThrow(expect.objectContaining({ code: 'billing.amount_invalid' }));
  });
});

describe('readShare', () => {
  it.each(['20', '0.0001', '100', '33.3333'])('takes %s percent', (text) => {
    expect(readShare(text)).toBe(text);
  });

  it.each(['0', '100.0001', '-1', '1.23456', 'NaN', '20%'])('refuses %s', (text) => {
    expect(() => readShare(text)).toThrow(expect.objectContaining({ code: 'billing.share_invalid' }));
  });
});

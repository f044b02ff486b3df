import { describe, expect, it } from 'vitest';
import { readAmount, readShare } from './debt.js';

describe('readAmount', () => {
  it.each([
    ['9000.00', 'KES', 900_000n],
    ['0.01', 'KES', 1n],
    ['500', 'UGX', 500n],
    ['1.234', 'KWD', 1_234n],
    ['10000000000000000.00', 'KES', 10n ** 18n],
  ])('reads %s %s as %s', (text, currency, minor) => {
    expect(readAmount(text, currency)).toBe(minor);
  });

  it.each([
    ['0', 'KES'],
    ['0.001', 'KES'],
    ['1.5', 'UGX'],
    ['-1', 'KES'],
    ['NaN', 'KES'],
    ['1e3', 'KES'],
    ['', 'KES'],
    ['9'.repeat(60), 'KES'],
    ['1', 'XXZ'],
    ['10000000000000000.01', 'KES'],
  ])('refuses %s %s', (text, currency) => {
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

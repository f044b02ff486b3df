import { describe, expect, it } from 'vitest';
import { receiptType } from './receipt-type.js';

describe('receiptType', () => {
  it.each([
    [undefined, 'text/plain'],
    ['*/*', 'text/plain'],
    ['application/json', 'application/json'],
    ['application/pdf', 'application/pdf'],
    ['Application/PDF; q=1', 'application/pdf'],
    ['text/html, application/json;q=0.9, */*;q=0.1', 'application/json'],
    ['application/json;q=0.2, application/pdf;q=0.8', 'application/pdf'],
    ['application/*', 'application/json'],
    ['*/*, text/plain;q=0', 'application/json'],
    ['image/png', 'text/plain'],
    ['application/pdf;q=nonsense', 'text/plain'],
    ['', 'text/plain'],
  ] as const)('takes %j for %s', (accept, type) => {
    expect(receiptType(accept)).toBe(type);
  });
});

import { describe, expect, it } from 'vitest';
import { vendingErrorStatus } from './vending-error-status.js';

describe('vendingErrorStatus', () => {
  it('blames the caller or the state of things for every code, never the server', () => {
    for (const [code, status] of Object.entries<number>(vendingErrorStatus))
      expect([code, status >= 400 && status < 500]).toEqual([code, true]);
  });
});

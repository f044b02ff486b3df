import { describe, expect, it } from 'vitest';
import { barsOf, leftOf, lowFirst, standsOf } from './floats.js';

const float = (floatBalance: string, floatLimit: string) => ({ floatBalance, floatLimit });

describe('the floats of vendors', () => {
  it('leave deposits and credit to sell for', () => {
    expect(leftOf(float('-200.00', '1000.00'))).toBe('800.00');
    expect(standsOf(float('-200.00', '1000.00'))).toBe('credit');
    expect(standsOf(float('-1000.00', '1000.00'))).toBe('empty');
    expect(standsOf(float('0.01', '0.00'))).toBe('deposits');
  });

  it('stand with the lowest first, to the last cent of sums that a float would round', () => {
    const rows = [float('90071992547409.93', '0.00'), float('90071992547409.92', '0.00'), float('-5.00', '1.00'), float('2.00', '0.00')];
    expect(lowFirst(rows).map(({ floatBalance }) => floatBalance)).toEqual(['-5.00', '2.00', '90071992547409.92', '90071992547409.93']);
  });

  it('are drawn on one scale, with the used part of their credit', () => {
    expect(barsOf([float('100.00', '100.00'), float('-50.00', '100.00')])).toEqual([
      { deposits: 0.5, creditLeft: 0.5, creditUsed: 0 },
      { deposits: 0, creditLeft: 0.25, creditUsed: 0.25 },
    ]);
    expect(barsOf([float('0.00', '0.00')])).toEqual([{ deposits: 0, creditLeft: 0, creditUsed: 0 }]);
  });
});

import { describe, expect, it } from 'vitest';
import { countedIn, countablesOf, differenceOf, fieldOf } from './counted.js';

const totals = [
  {
    currency: 'KES',
    vends: 3,
    amount: '60.00',
    waiting: 0,
    operators: [],
    lines: [],
    commodities: [],
    taxes: [],
    paymentMethods: [
      { paymentMethod: 'cash' as const, vends: 2, amount: '40.00' },
      { paymentMethod: 'card' as const, vends: 1, amount: '20.00' },
    ],
  },
];

describe('counting a batch', () => {
  it('asks for each way of paying in each currency', () => {
    expect(countablesOf(totals).map(fieldOf)).toEqual(['counted.cash.KES', 'counted.card.KES']);
  });

  it('takes an amount as people write it, and leaves out what nobody counted', () => {
    const form = new FormData();
    form.set('counted.cash.KES', '1 040,50');
    form.set('counted.card.KES', '');
    expect(countedIn(form, countablesOf(totals))).toEqual([{ paymentMethod: 'cash', currency: 'KES', amount: '1040.50' }]);
  });

  it('says nothing of a difference where nobody counted', () => {
    expect(countedIn(new FormData(), countablesOf(totals))).toBeUndefined();
  });

  it.each([
    ['0.00', 'none'],
    ['-5.00', 'missing'],
    ['0.01', 'over'],
  ])('calls a difference of %s %s', (difference, word) => {
    expect(differenceOf(difference).word).toBe(word);
  });
});

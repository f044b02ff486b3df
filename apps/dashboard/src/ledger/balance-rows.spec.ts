import { describe, expect, it } from 'vitest';
import { balanceRows, customerOf } from './balance-rows.js';

const bank = { account: 'bank', currency: 'KES', debit: '100000000000000000.10', credit: '0.00' };
const float = { account: 'vendor-float:1', currency: 'KES', debit: '0.20', credit: '100000000000000000.30' };

describe('the rows of a trial balance', () => {
  it('have a balance that no float has rounded', () => {
    expect(balanceRows([float], false)).toEqual([{ ...float, balance: '-100000000000000000.10' }]);
  });

  it('end with the totals of each currency where the list is whole', () => {
    const dollars = { account: 'bank', currency: 'USD', debit: '1.00', credit: '0.00' };
    expect(balanceRows([bank, float, dollars], true).slice(3)).toEqual([
      { currency: 'KES', debit: '100000000000000000.30', credit: '100000000000000000.30', balance: '0.00' },
      { currency: 'USD', debit: '1.00', credit: '0.00', balance: '1.00' },
    ]);
  });

  it('have no totals where there is more to come', () => {
    expect(balanceRows([bank, float], false)).toHaveLength(2);
  });
});

describe('a ledger account of a customer', () => {
  it('names the customer, and the one that sums them up names none', () => {
    expect(['customer:A-1', 'customer:*', 'bank'].map(customerOf)).toEqual(['A-1', undefined, undefined]);
  });
});

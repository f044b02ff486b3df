import { moneyMinor } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import { depositEntry } from './deposit-entry.js';

const deposit = {
  depositId: '01890000-0000-7000-8000-000000000001',
  vendorId: '01890000-0000-7000-8000-00000000000a',
  vendorName: 'Shop',
  amountMinor: moneyMinor(50_000n),
  currency: 'KES',
  reference: 'bank-1',
  depositedAt: new Date('2026-11-10T08:00:00Z'),
};

describe('depositEntry', () => {
  it('puts the money into the bank and owes the vendor as much, when it was paid in', () => {
    expect(depositEntry(deposit, 'entry-1')).toEqual({
      id: 'entry-1',
      reference: `deposit:${deposit.depositId}`,
      currency: 'KES',
      lines: [
        { account: 'bank', amountMinor: 50_000n },
        { account: `vendor-float:${deposit.vendorId}`, amountMinor: -50_000n },
      ],
      at: deposit.depositedAt,
    });
  });
});

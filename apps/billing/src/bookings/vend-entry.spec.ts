import { creditTenths, moneyMinor } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import type { EventData } from '@openprepay/contracts/event';
import type { VendCompleted } from '@openprepay/contracts/vending';
import { vendEntry } from './vend-entry.js';

const debtId = '01890000-0000-7000-8000-00000000000d';

/** The first vend of the worked example: 1 000.00 buys 39.1 units. */
const workedExample: EventData<typeof VendCompleted> = {
  vendId: '01890000-0000-7000-8000-000000000001',
  receiptNumber: 'R-1',
  meterNumber: '00100000017',
  meterPan: '600727001000000176',
  commodity: 'electricity',
  accountNumber: 'ACC-1',
  vendorId: '01890000-0000-7000-8000-00000000000a',
  currency: 'KES',
  tenderMinor: moneyMinor(100_000n),
  paymentMethod: 'cash',
  unitsTenths: creditTenths(391n),
  lines: [
    { kind: 'fixed-charge', code: 'standing', amountMinor: moneyMinor(12_931n), month: '2026-11' },
    { kind: 'debt', code: 'meter-loan', amountMinor: moneyMinor(20_000n), debtId },
    { kind: 'energy', code: 'energy', amountMinor: moneyMinor(51_638n) },
    { kind: 'levy', code: 'erc', amountMinor: moneyMinor(118n) },
    { kind: 'levy', code: 'rep', amountMinor: moneyMinor(2_582n) },
    { kind: 'tax', code: 'VAT', amountMinor: moneyMinor(12_731n) },
  ],
  tariff: { code: 'DOM', version: 1 },
  tokens: [],
  completedAt: new Date('2026-11-22T10:00:00Z'),
};

describe('vendEntry', () => {
  it('takes the tender off the vendor’s float and credits every line of the receipt', () => {
    const entry = vendEntry(workedExample, 'entry-1');

    expect(entry).toMatchObject({ reference: `vend:${workedExample.vendId}`, accountNumber: 'ACC-1', currency: 'KES' });
    expect(entry.lines).toEqual([
      { account: `vendor-float:${workedExample.vendorId}`, amountMinor: 100_000n },
      { account: 'fixed-charge:standing', amountMinor: -12_931n },
      { account: 'customer:ACC-1', amountMinor: -20_000n },
      { account: 'sales:electricity', amountMinor: -51_638n },
      { account: 'levy:erc', amountMinor: -118n },
      { account: 'levy:rep', amountMinor: -2_582n },
      { account: 'tax:VAT', amountMinor: -12_731n },
    ]);
  });

  it('books what of the energy line bought less than a step of units by itself, so that sales are the price of units', () => {
    const lines = workedExample.lines.map((line) => (line.kind === 'energy' ? { ...line, remainderMinor: moneyMinor(145n) } : line));
    const entry = vendEntry({ ...workedExample, lines }, 'entry-1');

    expect(entry.lines).toContainEqual({ account: 'sales:electricity', amountMinor: -51_493n });
    expect(entry.lines).toContainEqual({ account: 'sales:electricity:remainder', amountMinor: -145n });
    expect(entry.lines.reduce((total, { amountMinor }) => total + amountMinor, 0n)).toBe(0n);
  });

  it('books what the vend has earned its vendor as a cost, and owes it to the vendor with its float', () => {
    const commission = {
      version: 1,
      parts: [
        { kind: 'credit', amountMinor: moneyMinor(2_800n) },
        { kind: 'debt', amountMinor: moneyMinor(400n) },
      ],
    } as const;
    const { lines } = vendEntry({ ...workedExample, commission: { ...commission, parts: [...commission.parts] } }, 'entry-1');

    expect(lines).toContainEqual({ account: `vendor-float:${workedExample.vendorId}`, amountMinor: 96_800n });
    expect(lines).toContainEqual({ account: 'commission:credit', amountMinor: 2_800n });
    expect(lines).toContainEqual({ account: 'commission:debt', amountMinor: 400n });
    expect(lines.reduce((total, { amountMinor }) => total + amountMinor, 0n)).toBe(0n);
  });

  it('puts the money of a sale without a vendor into the cash desk', () => {
    const { vendorId: _, ...ownSale } = workedExample;

    expect(vendEntry(ownSale, 'entry-1').lines[0]).toEqual({ account: 'cash-desk:cash', amountMinor: 100_000n });
  });

  it('books the sales of a commodity that it does not know under its name', () => {
    const { lines } = vendEntry({ ...workedExample, commodity: { unknown: 'heat' } }, 'entry-1');

    expect(lines).toContainEqual({ account: 'sales:heat', amountMinor: -51_638n });
  });

  it('refuses a vend whose lines do not add up to its tender', () => {
    expect(() => vendEntry({ ...workedExample, tenderMinor: moneyMinor(100_001n) }, 'entry-1')).toThrow(
      expect.objectContaining({ code: 'billing.entry_unbalanced' }),
    );
  });
});

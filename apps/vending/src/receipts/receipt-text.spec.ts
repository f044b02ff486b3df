import { creditTenths, moneyMinor } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import type { CompletedVend } from '../vends/vend.js';
import { receiptText } from './receipt-text.js';

const vend: CompletedVend = {
  vendId: '019ab000-0000-7000-8000-000000000001',
  vendorId: undefined,
  idempotencyKey: 'k',
  soldBy: 'till-1',
  meter: {
    meterNumber: '07000000018',
    meterPan: '600727070000000189',
    keyData: {
      supplyGroupCode: '600100',
      keyType: 2,
      keyRevision: 1,
      tariffIndex: '01',
      encryptionAlgorithm: 'EA11',
      decoderKeyAlgorithm: 'DKGA04',
      baseDate: 2014,
    },
  },
  supplyId: '019ab000-0000-7000-8000-000000000002',
  accountNumber: 'A-1',
  commodity: 'water',
  currency: 'KES',
  tenderMinor: moneyMinor(100_000n),
  paymentMethod: 'cash',
  tariff: { code: 'DOM', version: 3 },
  lines: [
    { kind: 'fixed-charge', code: 'standing', month: '2026-11', amountMinor: moneyMinor(15_000n) },
    { kind: 'debt', code: 'meter-loan', debtId: '019ab000-0000-7000-8000-000000000003', amountMinor: moneyMinor(20_000n) },
    { kind: 'energy', code: 'energy', blocks: [{ units: '30.0', rate: '12.22' }], amountMinor: moneyMinor(54_338n) },
    { kind: 'tax', code: 'VAT', amountMinor: moneyMinor(10_662n) },
  ],
  effect: { month: '2026-11', unitsTenths: creditTenths(391n), fixedChargesTaken: [] },
  debtsTaken: [],
  acceptedAt: new Date('2026-11-22T10:00:00Z'),
  outcome: {
    state: 'completed',
    receiptNumber: '0000000042',
    tokens: [{ token: '12345678901234567890', kind: 'credit', tokenIdentifier: 7, amountTenths: creditTenths(391n) }],
    sampleTables: false,
    completedAt: new Date('2026-11-22T10:00:01Z'),
  },
  delivery: { state: 'none' },
};

describe('receiptText', () => {
  it('prints what was paid, for what, and the token in groups of four', () => {
    expect(receiptText(vend)).toBe(`RECEIPT 0000000042
2026-11-22T10:00:01.000Z
------------------------------------------
Meter                          07000000018
Account                                A-1
Tariff                              DOM v3
Paid                      1000.00 KES cash
------------------------------------------
standing 2026-11                    150.00
meter-loan                          200.00
energy                              543.38
  30.0 m3 at 12.22
VAT                                 106.62
Total                          1000.00 KES
------------------------------------------
Units                              39.1 m3
1234 5678 9012 3456 7890
------------------------------------------
Vend 019ab000-0000-7000-8000-000000000001
`);
  });

  it('says on its face that a sample token is one', () => {
    expect(receiptText({ ...vend, outcome: { ...vend.outcome, sampleTables: true } })).toContain('no field meter accepts this token');
  });
});

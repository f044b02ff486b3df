import { creditTenths, moneyMinor } from '@openprepay/quantities';
import type { CompletedVend } from '../src/vend/vend.js';

/** A completed vend of 1000 shillings for water. */
export const vendOf = (changes: Partial<CompletedVend> = {}): CompletedVend => ({
  vendId: '019ab000-0000-7000-8000-000000000001',
  vendorId: undefined,
  idempotencyKey: 'k',
  soldBy: 'till-1',
  meter: {
    meterNumber: '07000000021',
    meterPan: '600727070000000219',
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
  unitsAskedTenths: undefined,
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
  blocks: undefined,
  commission: undefined,
  acceptedAt: new Date('2026-11-22T10:00:00Z'),
  stuckSince: undefined,
  cancellation: undefined,
  outcome: {
    state: 'completed',
    receiptNumber: '0000000042',
    tokens: [{ token: '12345678901234567890', kind: 'credit', tokenIdentifier: 7, amountTenths: creditTenths(391n) }],
    sampleTables: false,
    completedAt: new Date('2026-11-22T10:00:01Z'),
  },
  delivery: { state: 'none' },
  reprints: 0,
  ...changes,
});

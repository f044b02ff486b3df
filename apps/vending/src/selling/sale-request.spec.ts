import { creditTenths } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import { vendOf } from '../../test/vend.js';
import { readSaleRequest, replay, type WrittenSale } from './sale-request.js';

const written = (changes: Partial<WrittenSale> = {}): WrittenSale => ({
  meterNumber: '07000000021',
  tender: { amount: '1000.00', currency: 'KES' },
  paymentMethod: 'cash',
  ...changes,
});
const withCode = (code: string): unknown => expect.objectContaining({ code });

describe('reading a sale', () => {
  it('takes the number as the label spells it, and the amount in smallest units', () => {
    expect(readSaleRequest(written({ meterNumber: '0700-0000 021', tender: { amount: '12.5', currency: 'KES' } }))).toEqual({
      meterNumber: '07000000021',
      wanted: { amountMinor: 1_250n, currency: 'KES' },
      paymentMethod: 'cash',
    });
  });

  it.each([
    [{ amount: '12.345', currency: 'KES' }, 'vending.amount_invalid'],
    [{ amount: '1.5', currency: 'UGX' }, 'vending.amount_invalid'],
    [{ amount: '0', currency: 'KES' }, 'vending.amount_invalid'],
    [{ amount: '-1', currency: 'KES' }, 'vending.amount_invalid'],
    [{ amount: '1', currency: 'XQZ' }, 'vending.currency_mismatch'],
  ])('refuses a tender of %j', (tender, code) => {
    expect(() => readSaleRequest(written({ tender }))).toThrow(withCode(code));
  });

  const ofUnits = (value: string): WrittenSale => ({ ...written({ tender: undefined }), units: { value, unit: 'kWh' } });

  it('takes units in place of a tender, in tenths', () => {
    expect(readSaleRequest(ofUnits('50'))).toEqual({
      meterNumber: '07000000021',
      wanted: { unitsTenths: 500n, unit: 'kWh' },
      paymentMethod: 'cash',
    });
  });

  it.each(['0', '-5', '5.55', '1e3', 'NaN', '1820162.5'])('refuses %s units', (value) => {
    expect(() => readSaleRequest(ofUnits(value))).toThrow(withCode('vending.units_invalid'));
  });

  it.each([
    ['both', { units: { value: '50', unit: 'kWh' } } as const],
    ['neither', { tender: undefined }],
  ])('refuses a tender and units where there is %s', (_which, changes) => {
    expect(() => readSaleRequest(written(changes))).toThrow(withCode('vending.amount_invalid'));
  });

  it('refuses a number with a wrong check digit', () => {
    expect(() => readSaleRequest(written({ meterNumber: '07000000022' }))).toThrow(withCode('vending.meter_number_invalid'));
  });
});

describe('a repeated request', () => {
  const earlier = vendOf();
  const soon = new Date(earlier.acceptedAt.getTime() + 24 * 3_600_000);

  it.each([
    ['as it was', {}],
    ['spelled in another way', { meterNumber: '07 000 000 021', tender: { amount: '1000', currency: 'KES' } }],
  ])('gives the vend that it made where it comes %s', (_how, changes) => {
    expect(replay(earlier, readSaleRequest(written(changes)), soon)).toBe(earlier);
  });

  it.each<[string, Partial<WrittenSale>]>([
    ['another amount', { tender: { amount: '1000.01', currency: 'KES' } }],
    ['another currency', { tender: { amount: '1000.00', currency: 'USD' } }],
    ['another meter', { meterNumber: '07123456787' }],
    ['another way to pay', { paymentMethod: 'card' }],
    ['units that cost as much', { tender: undefined, units: { value: '39.1', unit: 'm3' } }],
  ])('is refused with %s', (_what, changes) => {
    expect(() => replay(earlier, readSaleRequest(written(changes)), soon)).toThrow(withCode('vending.idempotency_key_reused'));
  });

  describe('for units', () => {
    const ofUnits = vendOf({ unitsAskedTenths: creditTenths(390n) });
    const again = (value: string): Partial<WrittenSale> => ({ tender: undefined, units: { value, unit: 'm3' } });

    it('is the same by the units that were asked for, though more were sold', () => {
      expect(replay(ofUnits, readSaleRequest(written(again('39.0'))), soon)).toBe(ofUnits);
    });

    it.each<[string, Partial<WrittenSale>]>([
      ['the units that were sold', again('39.1')],
      ['units of another kind', { tender: undefined, units: { value: '39', unit: 'kWh' } }],
      ['what it came to cost', {}],
    ])('is refused with %s', (_what, changes) => {
      expect(() => replay(ofUnits, readSaleRequest(written(changes)), soon)).toThrow(withCode('vending.idempotency_key_reused'));
    });
  });

  it('is refused with the vend that it made where that was more than a day ago', () => {
    const late = new Date(soon.getTime() + 1);

    expect(() => replay(earlier, readSaleRequest(written()), late)).toThrow(withCode('vending.idempotency_key_expired'));
    expect(() => replay(earlier, readSaleRequest(written()), late)).toThrow(earlier.vendId);
  });
});

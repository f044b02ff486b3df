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
      tender: { amountMinor: 1_250n, currency: 'KES' },
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
  ])('is refused with %s', (_what, changes) => {
    expect(() => replay(earlier, readSaleRequest(written(changes)), soon)).toThrow(withCode('vending.idempotency_key_reused'));
  });

  it('is refused with the vend that it made where that was more than a day ago', () => {
    const late = new Date(soon.getTime() + 1);

    expect(() => replay(earlier, readSaleRequest(written()), late)).toThrow(withCode('vending.idempotency_key_expired'));
    expect(() => replay(earlier, readSaleRequest(written()), late)).toThrow(earlier.vendId);
  });
});

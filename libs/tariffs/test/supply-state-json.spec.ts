import { describe, expect, it } from 'vitest';
import { formatSupplyState, formatVendEffect, newSupplyState, parseSupplyState, parseVendEffect, type SupplyState } from '../src/index.js';
import { sell, supply } from './sell.js';

const unpaid: SupplyState = {
  ...supply,
  chargesAccruedThrough: '2026-10',
  fixedChargesDue: [
    { month: '2026-09', code: 'rent', position: 1, grossMinor: 1n },
    { month: '2026-10', code: 'standing', position: 0, grossMinor: 10_000n, tax: { code: 'VAT', percent: '16' } },
  ],
};
const vend = sell({ tenderMinor: 100_000n, state: unpaid });

describe('the state of a supply', () => {
  it.each([newSupplyState(new Date('2026-11-20T08:00:00Z')), unpaid, vend.nextState])(
    'comes back from JSON as it was, state %#',
    (state) => {
      expect(parseSupplyState(JSON.parse(JSON.stringify(formatSupplyState(state))))).toEqual(state);
    },
  );

  it('comes back with what a vend did to it', () => {
    const { month, unitsTenths, fixedChargesTaken } = vend;

    expect(parseVendEffect(JSON.parse(JSON.stringify(formatVendEffect(vend))))).toEqual({ month, unitsTenths, fixedChargesTaken });
  });

  it.each([
    ['', null],
    ['unitsThisMonth', {}],
    ['unitsThisMonth.month', { unitsThisMonth: { month: '2026-13', tenths: '1' } }],
    ['unitsThisMonth.tenths', { unitsThisMonth: { month: '2026-11', tenths: 1 } }],
    ['unitsThisMonth.tenths', { unitsThisMonth: { month: '2026-11', tenths: '-1' } }],
    ['fixedChargesDue', { ...formatSupplyState(unpaid), fixedChargesDue: {} }],
    [
      'fixedChargesDue[0].position',
      { ...formatSupplyState(unpaid), fixedChargesDue: [{ month: '2026-11', code: 'a', position: '0', grossMinor: '1' }] },
    ],
    ['chargesAccruedThrough', { ...formatSupplyState(unpaid), chargesAccruedThrough: null }],
    ['supplyStartedAt', { ...formatSupplyState(unpaid), supplyStartedAt: 'yesterday' }],
  ])('is refused at "%s" where it is malformed, case %#', (field, json) => {
    expect(() => parseSupplyState(json)).toThrow(expect.objectContaining({ code: 'tariffs.state_invalid', field }));
  });
});

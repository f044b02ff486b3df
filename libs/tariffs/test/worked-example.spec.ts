import { domesticTariff } from '@openprepay/testing/tariff';
import { parseMoney } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import {
  compileTariff,
  formatLines,
  newSupplyState,
  parseTariffDocument,
  priceTender,
  remainderOf,
  type Debt,
  type PricedVend,
  type SupplyState,
} from '../src/index.js';

const versions = [{ version: 1, tariff: compileTariff(parseTariffDocument(domesticTariff())) }];
const loan = (outstanding: string): Debt => ({
  debtId: 'd-1',
  code: 'meter-loan',
  outstandingMinor: parseMoney(outstanding, 'KES'),
  recovery: { share: '20' },
});

const sell = (tender: string, state: SupplyState, outstanding: string): PricedVend =>
  priceTender({
    versions,
    at: new Date('2026-11-22T10:00:00Z'),
    tenderMinor: parseMoney(tender, 'KES'),
    state,
    debts: [loan(outstanding)],
  });

describe('the worked example of the tariff page', () => {
  const first = sell('1000.00', newSupplyState(new Date('2026-11-20T08:00:00Z')), '9000.00');
  const second = sell('1000.00', first.nextState, '8800.00');
  const third = sell('2500.00', second.nextState, '8600.00');

  it('charges the month, recovers a fifth and sells 39.1 units from two blocks', () => {
    expect(formatLines(first.lines, first.currency)).toEqual([
      { kind: 'fixed-charge', code: 'standing', month: '2026-11', amount: '150.00' },
      { kind: 'debt', code: 'meter-loan', amount: '200.00' },
      {
        kind: 'energy',
        code: 'energy',
        amount: '516.38',
        blocks: [
          { units: '30.0', rate: '12.22' },
          { units: '9.1', rate: '16.30' },
        ],
      },
      { kind: 'levy', code: 'erc', amount: '1.18' },
      { kind: 'levy', code: 'rep', amount: '25.82' },
      { kind: 'tax', code: 'VAT', amount: '106.62' },
    ]);
    expect(first).toMatchObject({ units: '39.1', unitsTenths: 391n, tariff: { code: 'DOM', version: 1 } });
    expect(first.nextState.unitsThisMonth).toEqual({ month: '2026-11', tenths: 391n });
    expect(first.debtsTaken).toEqual([{ debtId: 'd-1', code: 'meter-loan', amountMinor: 20_000n, outstandingMinor: 880_000n }]);
  });

  it('charges the month once and goes on in the block it had reached', () => {
    expect(formatLines(second.lines, second.currency)).toEqual([
      { kind: 'debt', code: 'meter-loan', amount: '200.00' },
      { kind: 'energy', code: 'energy', amount: '660.15', blocks: [{ units: '40.5', rate: '16.30' }] },
      { kind: 'levy', code: 'erc', amount: '1.22' },
      { kind: 'levy', code: 'rep', amount: '33.01' },
      { kind: 'tax', code: 'VAT', amount: '105.62' },
    ]);
    expect(second.nextState.unitsThisMonth.tenths).toBe(796n);
  });

  it('tells what of each energy line bought less than a tenth of a unit', () => {
    // 516.38 − (30 × 12.22 + 9.1 × 16.30) · 660.15 − 40.5 × 16.30 · 1650.83 − (20.4 × 16.30 + 62.8 × 20.97)
    expect([first, second, third].map(({ lines }) => remainderOf(lines))).toEqual([145n, 0n, 139n]);
  });

  it('crosses into the open block', () => {
    expect(formatLines(third.lines, third.currency)).toEqual([
      { kind: 'debt', code: 'meter-loan', amount: '500.00' },
      {
        kind: 'energy',
        code: 'energy',
        amount: '1650.83',
        blocks: [
          { units: '20.4', rate: '16.30' },
          { units: '62.8', rate: '20.97' },
        ],
      },
      { kind: 'levy', code: 'erc', amount: '2.50' },
      { kind: 'levy', code: 'rep', amount: '82.54' },
      { kind: 'tax', code: 'VAT', amount: '264.13' },
    ]);
    expect(third.units).toBe('83.2');
    expect(third.nextState.unitsThisMonth.tenths).toBe(1628n);
  });
});

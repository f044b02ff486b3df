import { moneyMinor } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import {
  formatLines,
  newSupplyState,
  priceTender,
  tariffInForce,
  type Debt,
  type PricedVend,
  type SupplyState,
  type TariffVersion,
} from '../src/index.js';
import { debt, flat, sell, supply, version, type Sale } from './sell.js';

const coded = (code: string): unknown => expect.objectContaining({ name: 'TariffError', code });

describe('priceTender refuses', () => {
  it.each([
    ['tariffs.tender_below_minimum', { tenderMinor: 999n }],
    ['tariffs.tender_below_minimum', { tenderMinor: -1n, tariff: { minimumTender: undefined } }],
    ['tariffs.tender_above_maximum', { tenderMinor: 10_000_001n }],
    ['tariffs.tender_buys_no_units', { tenderMinor: 15_000n }],
    ['tariffs.tender_buys_no_units', { tenderMinor: 0n, tariff: { ...flat, minimumTender: undefined } }],
    ['tariffs.tender_buys_no_units', { tenderMinor: 9_999n, tariff: { ...flat, unitStep: '10' } }],
    ['tariffs.tender_above_maximum', { tenderMinor: 1_000n, tariff: { ...flat, energy: { blocks: [{ rate: '0' }] } } }],
    ['tariffs.tender_above_maximum', { tenderMinor: 1_000n, tariff: { ...flat, energy: { blocks: [{ rate: '0.000001' }] } } }],
    ['tariffs.tender_buys_no_units', { tenderMinor: 5_000n, tariff: flat, debts: [debt({ share: '100' })] }],
    ['tariffs.share_invalid', { tenderMinor: 5_000n, tariff: flat, debts: [debt({ share: '100.01' })] }],
    ['tariffs.share_invalid', { tenderMinor: 5_000n, tariff: flat, debts: [debt({ share: '-20' })] }],
    ['tariffs.not_in_force', { tenderMinor: 5_000n, at: new Date('2026-10-31T23:59:59.999Z') }],
  ] satisfies readonly (readonly [string, Sale])[])('%s, case %#', (code, sale) => {
    expect(() => sell(sale)).toThrow(coded(code));
  });

  it('no tender at the very limits', () => {
    expect(sell({ tenderMinor: 1_000n, tariff: flat }).units).toBe('1.0');
    expect(sell({ tenderMinor: 10_000_000n, tariff: flat }).lines[0]?.amountMinor).toBe(10_000_000n);
  });
});

describe('units', () => {
  it.each([
    ['down', '0.1', 1_059n, '1.0'],
    ['nearest', '0.1', 1_050n, '1.1'],
    ['nearest', '0.1', 1_049n, '1.0'],
    ['up', '0.1', 1_001n, '1.1'],
    ['down', '1', 1_999n, '1.0'],
    ['down', '0.01', 1_019n, '1.1'],
    ['down', '0.25', 1_300n, '1.3'],
    ['down', '0.1', 1_638_399n, '1638.3'],
    ['down', '0.1', 1_638_500n, '1639.4'],
    ['down', '0.1', 9_999_999n, '10000.4'],
  ])('round %s to %s and then up to what a token holds: %s minor buy %s', (unitRounding, unitStep, tenderMinor, units) => {
    expect(sell({ tariff: { ...flat, unitRounding, unitStep }, tenderMinor }).units).toBe(units);
  });

  it('start again in a new month of the tariff zone, not of UTC', () => {
    const first = sell({ tariff: flat, tenderMinor: 100_000n, at: new Date('2026-11-30T20:59:59Z') });
    const second = sell({ tariff: flat, tenderMinor: 100_000n, at: new Date('2026-11-30T21:00:00Z'), state: first.nextState });

    expect(first.nextState.unitsThisMonth).toEqual({ month: '2026-11', tenths: 1_000n });
    expect(second.nextState.unitsThisMonth).toEqual({ month: '2026-12', tenths: 1_000n });
  });

  it('stay in a month that has begun when a clock is behind', () => {
    const first = sell({ tariff: flat, tenderMinor: 100_000n, at: new Date('2026-11-30T21:00:00Z') });
    const second = sell({ tariff: flat, tenderMinor: 100_000n, at: new Date('2026-11-30T20:59:59Z'), state: first.nextState });

    expect(second.nextState.unitsThisMonth).toEqual({ month: '2026-12', tenths: 2_000n });
  });

  it('are rounded down to tenths, and months are those of UTC, where the tariff does not say', () => {
    const silent = { ...flat, unitStep: undefined, unitRounding: undefined, timeZone: undefined };

    const vend = sell({ tariff: silent, tenderMinor: 1_099n, at: new Date('2026-11-30T23:59:59Z') });

    expect(vend).toMatchObject({ units: '1.0', month: '2026-11' });
  });

  it('end where the money ends, at the edge of a block that is followed by a free one', () => {
    const blocks = [{ upTo: '5', rate: '10' }, { rate: '0' }];

    expect(sell({ tariff: { ...flat, energy: { blocks } }, tenderMinor: 5_000n }).units).toBe('5.0');
  });

  it('on the receipt are those of the token, cut along the blocks', () => {
    const blocks = [{ upTo: '33.333', rate: '10' }, { rate: '20' }];

    const receipt = (tenderMinor: bigint): unknown => sell({ tariff: { ...flat, energy: { blocks } }, tenderMinor }).lines[0];

    expect(receipt(33_340n)).toMatchObject({ blocks: [{ units: '33.3', rate: '10' }] });
    expect(receipt(33_500n)).toMatchObject({
      blocks: [
        { units: '33.333', rate: '10' },
        { units: '0.067', rate: '20' },
      ],
    });
  });

  it('are free in a block of rate 0, and paid for in the next', () => {
    const blocks = [{ upTo: '50', rate: '0' }, { rate: '10' }];

    const vend = sell({ tariff: { ...flat, energy: { blocks } }, tenderMinor: 1_000n });

    expect(vend.units).toBe('51.0');
    expect(formatLines(vend.lines, 'KES')).toEqual([
      {
        ...{ kind: 'energy', code: 'energy', amount: '10.00' },
        blocks: [
          { units: '50.0', rate: '0' },
          { units: '1.0', rate: '10' },
        ],
      },
    ]);
  });
});

describe('fixed charges', () => {
  const december = new Date('2026-12-05T00:00:00Z');
  const february = new Date('2027-02-05T00:00:00Z');
  const months = (vend: PricedVend): unknown => vend.fixedChargesTaken.map(({ month, grossMinor }) => [month, grossMinor]);

  it('fall due for every month that has begun since the supply was last priced', () => {
    const vend = sell({ tenderMinor: 500_000n, at: february });

    expect(months(vend)).toEqual(['2026-11', '2026-12', '2027-01', '2027-02'].map((month) => [month, 17_400n]));
    expect(vend.nextState.chargesAccruedThrough).toBe('2027-02');
  });

  it('fall due by the version in force on the first of the month, and when the supply starts', () => {
    const dearer = (validFrom: string, amount: string): TariffVersion =>
      version({ validFrom, fixedCharges: [{ code: 'standing', amount, per: 'month' }] }, 2);
    const versions = [dearer('2026-12-01T00:00:00Z', '200.00'), version(), { ...dearer('2026-12-31T21:00:00Z', '300.00'), version: 3 }];

    const vend = priceTender({ versions, at: february, tenderMinor: moneyMinor(500_000n), state: supply, debts: [] });

    // December begins in Nairobi three hours before the second version, January at the very instant of the third
    expect(months(vend)).toEqual([
      ['2026-11', 17_400n],
      ['2026-12', 17_400n],
      ['2027-01', 34_800n],
      ['2027-02', 34_800n],
    ]);
    expect(vend.tariff.version).toBe(3);
  });

  it('stay due for the rest where the money ends in one', () => {
    const tariff = {
      minimumTender: undefined,
      fixedCharges: [
        { code: 'standing', amount: '100.00', per: 'month' },
        { code: 'meter-rent', amount: '50.00', per: 'month' },
      ],
      tax: undefined,
    };
    const unpaid: SupplyState = {
      ...supply,
      chargesAccruedThrough: '2026-10',
      fixedChargesDue: [{ month: '2026-10', code: 'standing', position: 0, grossMinor: moneyMinor(10_000n) }],
    };

    const vend = sell({ tariff, tenderMinor: 26_000n, state: unpaid });

    expect(vend.fixedChargesTaken.map(({ month, code, grossMinor }) => [month, code, grossMinor])).toEqual([
      ['2026-10', 'standing', 10_000n],
      ['2026-11', 'standing', 10_000n],
      ['2026-11', 'meter-rent', 5_000n],
    ]);
    expect(() => sell({ tariff, tenderMinor: 24_000n, state: unpaid })).toThrow(coded('tariffs.tender_buys_no_units'));
  });

  it('keep the tax they fell due with, in a line of its own code', () => {
    const reformed = version(
      { validFrom: '2026-12-01T00:00:00Z', tax: { code: 'GST', percent: '10', appliesTo: ['energy', 'standing'] } },
      2,
    );

    const vend = priceTender({
      versions: [version(), reformed],
      at: december,
      tenderMinor: moneyMinor(100_000n),
      state: supply,
      debts: [],
    });

    expect(vend.lines.filter(({ kind }) => kind === 'tax').map(({ code }) => code)).toEqual(['VAT', 'GST']);
    expect(vend.lines.find(({ code }) => code === 'VAT')?.amountMinor).toBe(4_800n);
  });

  it('refuse a supply that is said to have started more than a century ago', () => {
    expect(() => sell({ tenderMinor: 100_000n, state: newSupplyState(new Date(0)), at: new Date('2270-01-01T00:00:00Z') })).toThrow(
      RangeError,
    );
  });
});

describe('debts', () => {
  it('are taken in their order, each no more than it may, and never more than there is', () => {
    const debts: readonly Debt[] = [
      { debtId: 'a', code: 'fine', outstandingMinor: moneyMinor(300n), recovery: { amountMinor: moneyMinor(5_000n) } },
      { debtId: 'b', code: 'loan', outstandingMinor: moneyMinor(90_000n), recovery: { share: '33.3333' } },
      { debtId: 'c', code: 'none', outstandingMinor: moneyMinor(0n), recovery: { share: '50' } },
      { debtId: 'd', code: 'rest', outstandingMinor: moneyMinor(90_000n), recovery: { amountMinor: moneyMinor(4_000n) } },
    ];

    const vend = sell({ tariff: flat, tenderMinor: 10_001n, debts });

    expect(vend.debtsTaken).toEqual([
      { debtId: 'a', code: 'fine', amountMinor: 300n, outstandingMinor: 0n },
      { debtId: 'b', code: 'loan', amountMinor: 3_333n, outstandingMinor: 86_667n },
      { debtId: 'd', code: 'rest', amountMinor: 4_000n, outstandingMinor: 86_000n },
    ]);
    expect(vend.lines.at(-1)).toMatchObject({ kind: 'energy', amountMinor: 2_368n });
  });
});

describe('tariffInForce', () => {
  it('is the latest that has begun, and the higher version of two that begin together', () => {
    const versions = [version({ validFrom: '2026-12-01T00:00:00Z' }, 3), version({}, 1), version({}, 2)];

    expect(tariffInForce(versions, new Date('2026-10-31T23:59:59.999Z'))).toBeUndefined();
    expect(tariffInForce(versions, new Date('2026-11-01T00:00:00Z'))?.version).toBe(2);
    expect(tariffInForce(versions, new Date('2026-12-01T00:00:00Z'))?.version).toBe(3);
  });
});

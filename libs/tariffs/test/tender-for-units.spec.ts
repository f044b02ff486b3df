import { inspect } from 'node:util';
import { creditTenths, moneyMinor, subtract, type CreditTenths } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import {
  compileTariff,
  newSupplyState,
  parseTariffDocument,
  priceTender,
  tenderForUnits,
  TariffError,
  type Debt,
  type PricedVend,
  type TenderToPrice,
} from '../src/index.js';
import { Random, randomFrame, randomTariff } from './random-tariff.js';
import { debt, flat, november, supply, version } from './sell.js';

const SEED = Number(process.env['TARIFFS_SEED'] ?? 20_261_101);
const SALES = 1_500;
const HIGHEST_TENDER = 400n;

const outcome = (price: () => PricedVend): PricedVend | string => {
  try {
    return price();
  } catch (error) {
    if (error instanceof TariffError) return error.code;
    throw error;
  }
};

/** Every tender from nothing up. */
function firstThatBuys(sale: Omit<TenderToPrice, 'tenderMinor'>, unitsTenths: CreditTenths): bigint | undefined {
  for (let tender = 0n; tender <= HIGHEST_TENDER; tender++) {
    const vend = outcome(() => priceTender({ ...sale, tenderMinor: moneyMinor(tender) }));
    if (typeof vend !== 'string' && vend.unitsTenths >= unitsTenths) return tender;
  }
  return undefined;
}

const randomDebts = (random: Random): readonly Debt[] =>
  Array.from({ length: random.below(4) }, () =>
    random.chance(75)
      ? debt({ share: random.pick(['20', '33.3333', '40', '50', '12.5', '100', '0']) }, BigInt(random.below(300)))
      : debt({ amountMinor: moneyMinor(BigInt(random.below(50))) }, BigInt(random.below(300))),
  );

describe('tenderForUnits', () => {
  it(`finds what trying every tender finds (TARIFFS_SEED=${SEED})`, () => {
    const random = new Random(SEED);
    let found = 0;
    for (let sale = 0; sale < SALES; sale++) {
      const { json } = randomTariff(random, { ...randomFrame(random), currency: 'JPY', currencyDigits: 0 }, '2026-11-01T00:00:00Z');
      const versions = [{ version: 1, tariff: compileTariff(parseTariffDocument(json)) }];
      const question = { versions, at: november, state: newSupplyState(supply.supplyStartedAt), debts: randomDebts(random) };
      const unitsTenths = creditTenths(BigInt(1 + random.below(random.pick([3, 100, 2_000]))));

      const expected = firstThatBuys(question, unitsTenths);
      const vend = outcome(() => tenderForUnits({ ...question, unitsTenths }));

      const mine = typeof vend === 'string' || vend.tenderMinor > HIGHEST_TENDER ? undefined : vend.tenderMinor;
      expect(mine, `sale ${sale} ${JSON.stringify(json)} ${unitsTenths} ${inspect(question.debts)}`).toBe(expected);
      if (expected !== undefined) found += 1;
    }
    expect(found).toBeGreaterThan(SALES / 4);
  });

  it('takes a tender at which two shares are rounded down together', () => {
    const tariff = { ...flat, currency: 'JPY', energy: { blocks: [{ rate: '10' }] }, minimumTender: undefined, maximumTender: undefined };
    const debts = [debt({ share: '40' }), debt({ share: '40' })];

    // of 4 yen two are left, of 5 only one
    const vend = tenderForUnits({ versions: [version(tariff)], at: november, state: supply, debts, unitsTenths: creditTenths(2n) });

    expect(vend).toMatchObject({ tenderMinor: 2n, units: '0.2' });
  });

  it('gives back the price of the units that a tender bought, or less', () => {
    const sale = { versions: [version()], at: november, state: supply, debts: [debt({ share: '20' })] };
    const bought = priceTender({ ...sale, tenderMinor: moneyMinor(100_000n) });

    const vend = tenderForUnits({ ...sale, unitsTenths: bought.unitsTenths });

    expect(vend.units).toBe('39.1');
    expect(vend.tenderMinor).toBeLessThanOrEqual(100_000n);
    expect(priceTender({ ...sale, tenderMinor: subtract(vend.tenderMinor, moneyMinor(1n)) }).units).toBe('39.0');
  });

  it.each([
    ['tariffs.tender_buys_no_units', 0n, {}],
    ['tariffs.tender_above_maximum', 1_000_000n, {}],
    ['tariffs.tender_above_maximum', 18_201_625n, { maximumTender: undefined }],
  ])('refuses with %s: %s tenths', (code, tenths, tariff) => {
    const sale = { versions: [version(tariff)], at: november, state: supply, debts: [] };

    expect(() => tenderForUnits({ ...sale, unitsTenths: creditTenths(tenths) })).toThrow(expect.objectContaining({ code }));
  });

  it('refuses where the debts take everything for longer than can be searched', () => {
    const sale = { versions: [version({ ...flat, maximumTender: undefined })], at: november, state: supply };
    const debts = [debt({ share: '100' }, 10n ** 40n)];

    expect(() => tenderForUnits({ ...sale, debts, unitsTenths: creditTenths(10n) })).toThrow(
      expect.objectContaining({ code: 'tariffs.tender_above_maximum' }),
    );
  });
});

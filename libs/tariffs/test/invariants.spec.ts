import { divideHalfUp, minorDigits, moneyMinor, parseScaled, type MoneyMinor } from '@openprepay/quantities';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileTariff,
  parseTariffDocument,
  priceTender,
  remainderOf,
  TariffError,
  type BlockUnits,
  type PricedVend,
  type SupplyState,
} from '../src/index.js';
import { Random, randomFrame, randomTariff } from './random-tariff.js';
import { debt, flat, november, sell, supply } from './sell.js';

/** A vend of a random tariff, or undefined where the tender is refused. */
const randomSale = (seed: number, tenderMinor: MoneyMinor, state: SupplyState): { vend: PricedVend; levies: number } | undefined => {
  const random = new Random(seed);
  const { json, naive } = randomTariff(random, randomFrame(random), '2026-11-01T00:00:00Z');
  const versions = [{ version: 1, tariff: compileTariff(parseTariffDocument(json)) }];
  const debts = [
    debt({ share: random.decimal(60, 4) }, BigInt(random.below(100_000))),
    debt({ amountMinor: moneyMinor(BigInt(random.below(3_000))) }),
  ];
  const price = (): PricedVend => priceTender({ versions, at: november, tenderMinor, state, debts });
  try {
    const vend = price();
    expect(price()).toEqual(vend);
    return { vend, levies: naive.levies.length };
  } catch (error) {
    if (error instanceof TariffError) return undefined;
    throw error;
  }
};

/** Worked out from what the receipt says alone. */
const priceOf = (blocks: readonly BlockUnits[], minorPerMajor: bigint): bigint =>
  divideHalfUp(
    blocks.reduce((price, { units, rate }) => price + parseScaled(units, 6) * parseScaled(rate, 6) * minorPerMajor, 0n),
    10n ** 12n,
  );

describe('whatever the tariff', () => {
  const seed = fc.integer({ min: 0, max: 2 ** 31 });
  const tender = fc.bigInt({ min: 0n, max: 1_000_000n }).map(moneyMinor);

  it('the lines add up to the tender, the block units to the units, and a replay is the same', () => {
    fc.assert(
      fc.property(seed, tender, (tariffSeed, tenderMinor) => {
        const sale = randomSale(tariffSeed, tenderMinor, supply);
        if (!sale) return;
        const { vend } = sale;

        expect(vend.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(tenderMinor);
        const energy = vend.lines.find((line) => line.kind === 'energy');
        const micro = (energy?.kind === 'energy' ? energy.blocks : []).map(({ units }) =>
          BigInt(units.replace(/\.(\d+)$/, (_, d: string) => d.padEnd(6, '0'))),
        );
        if (energy) expect(micro.reduce((sum, units) => sum + units, 0n)).toBe(vend.unitsTenths * 100_000n);
      }),
      { numRuns: 3_000 },
    );
  });

  it('the tender is the price of the units, the charges, debts, levies and taxes, and the remainder', () => {
    fc.assert(
      fc.property(seed, tender, (tariffSeed, tenderMinor) => {
        const sale = randomSale(tariffSeed, tenderMinor, supply);
        if (!sale) return;
        const { lines, currency } = sale.vend;
        const minor = 10n ** BigInt(minorDigits(currency));

        let spent = 0n;
        for (const line of lines) {
          spent += line.kind === 'energy' ? priceOf(line.blocks, minor) + line.remainderMinor! : line.amountMinor;
        }
        expect(spent).toBe(tenderMinor);
      }),
      { numRuns: 3_000 },
    );
  });

  it('the remainder buys less than a step of units, and is the utility’s only where units are rounded down', () => {
    const tenths = ['down', 'nearest', 'up'].map((unitRounding) => sell({ tariff: { ...flat, unitRounding }, tenderMinor: 1_090n }));
    const amounts = sell({ tariff: flat, tenderMinor: 1_638_500n });

    expect([...tenths, amounts].map(({ units, lines }) => [units, remainderOf(lines)])).toEqual([
      ['1.0', 90n],
      ['1.1', -10n],
      ['1.1', -10n],
      ['1639.4', -900n],
    ]);
  });

  it('nothing is negative but an energy line that others were rounded up beside, by half a minor unit each', () => {
    fc.assert(
      fc.property(seed, tender, (tariffSeed, tenderMinor) => {
        const sale = randomSale(tariffSeed, tenderMinor, supply);
        if (!sale) return;
        const { vend, levies } = sale;

        for (const { kind, amountMinor } of vend.lines) {
          expect(2n * amountMinor >= (kind === 'energy' ? -BigInt(levies + 1) : 0n)).toBe(true);
        }
        expect(vend.unitsTenths > 0n).toBe(true);
        expect(vend.nextState.fixedChargesDue.every(({ grossMinor }) => grossMinor > 0n)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('no number is a float: all but version and position are bigint', () => {
    fc.assert(
      fc.property(seed, tender, (tariffSeed, tenderMinor) => {
        const sale = randomSale(tariffSeed, tenderMinor, supply);

        const numbers: string[] = [];
        JSON.stringify(sale?.vend, (key, value: unknown) => {
          if (typeof value === 'number') numbers.push(key);
          return typeof value === 'bigint' ? value.toString() : value;
        });
        expect(numbers.filter((key) => key !== 'version' && key !== 'position')).toEqual([]);
      }),
    );
  });
});

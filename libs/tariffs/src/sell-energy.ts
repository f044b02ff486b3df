import {
  creditTenths,
  divideHalfUp,
  divideUp,
  formatCredit,
  formatTrimmed,
  moneyMinor,
  subtract,
  sum,
  type CreditTenths,
  type MoneyMinor,
} from '@openprepay/quantities';
import { MAX_AMOUNT_TENTHS, roundUpToAmount } from '@openprepay/sts';
import { MICRO, type CompiledBlock, type CompiledTariff } from './compile-tariff.js';
import { energyTax, fillBlocks, levyLines, roundToStep, type FilledBlock, type Filling } from './fill-blocks.js';
import { UNIT_DECIMALS } from './parse-tariff-document.js';
import type { EnergyLine, PricedLine } from './priced-vend.js';
import { ENERGY_CODE } from './tariff-document.js';
import { TariffError } from './tariff-error.js';

/** A tenth of a unit, in which tokens count, in 10^-6 units. */
const TENTH_MICRO = MICRO / 10n;

export interface EnergySold {
  /** Energy, then the levies. */
  readonly lines: readonly PricedLine[];
  readonly taxMinor: MoneyMinor;
  readonly unitsTenths: CreditTenths;
}

/**
 * Spends all of the money on units.
 *
 * The energy line is what the rounded levies and tax leave of the money, so it can be off by half a minor unit for each of them;
 * where energy itself costs next to nothing, that can take it below zero.
 *
 * @throws {TariffError} `tariffs.tender_buys_no_units`, `tariffs.tender_above_maximum` for more than a token holds
 */
export function sellEnergy(tariff: CompiledTariff, unitsBeforeTenths: CreditTenths, availableMinor: MoneyMinor): EnergySold {
  if (availableMinor === 0n) throw buysNoUnits();
  const filling = fillBlocks(tariff.blocks, unitsBeforeTenths * TENTH_MICRO, availableMinor);
  if (!filling) throw aboveOneToken();

  const unitsTenths = tokenUnits(filling, tariff);
  if (unitsTenths === 0n) throw buysNoUnits();
  if (unitsTenths === undefined) throw aboveOneToken();
  const levies = levyLines(filling, tariff);
  const taxMinor = energyTax(filling, tariff);
  const energyMinor = subtract(availableMinor, sum([taxMinor, ...levies]));
  return {
    lines: [
      energyLine(cutAlongBlocks(filling, unitsTenths), energyMinor),
      ...levies.map((amountMinor, index): PricedLine => ({ kind: 'levy', code: tariff.levyCodes[index]!, amountMinor })),
    ],
    taxMinor,
    unitsTenths,
  };
}

/**
 * The units of `sellEnergy` alone, in tenths; zero for less than a step, undefined for more than one token holds.
 * It never falls as the money rises.
 */
export function unitsBought(tariff: CompiledTariff, unitsBeforeTenths: CreditTenths, availableMinor: MoneyMinor): CreditTenths | undefined {
  if (availableMinor === 0n) return creditTenths(0n);
  const filling = fillBlocks(tariff.blocks, unitsBeforeTenths * TENTH_MICRO, availableMinor);
  return filling && tokenUnits(filling, tariff);
}

/**
 * Units on the tariff's step, then the next amount that a token can hold: tenths, undefined beyond the largest.
 * @source IEC 62055-41 6.3.6, TransferAmount
 */
function tokenUnits(filling: Filling, tariff: CompiledTariff): CreditTenths | undefined {
  const tenths = divideUp(roundToStep(filling, tariff), TENTH_MICRO);
  return tenths > MAX_AMOUNT_TENTHS ? undefined : creditTenths(roundUpToAmount(tenths));
}

/** The units of the receipt cut along the blocks: rounding shows in the last block that the money reached. */
function cutAlongBlocks({ filled, last }: Filling, unitsTenths: CreditTenths): readonly FilledBlock[] {
  const pieces: FilledBlock[] = [];
  let restMicro = unitsTenths * TENTH_MICRO;
  const cut = (unitsMicro: bigint, block: CompiledBlock): void => {
    if (unitsMicro > 0n) pieces.push({ block, unitsMicro });
    restMicro -= unitsMicro;
  };
  for (const { block, unitsMicro } of filled) cut(unitsMicro < restMicro ? unitsMicro : restMicro, block);
  cut(restMicro, last);
  return pieces;
}

function energyLine(pieces: readonly FilledBlock[], amountMinor: MoneyMinor): EnergyLine {
  const priceE12 = pieces.reduce((price, { block, unitsMicro }) => price + unitsMicro * block.rateE6, 0n);
  return {
    kind: 'energy',
    code: ENERGY_CODE,
    blocks: pieces.map(({ block, unitsMicro }) => ({ units: formatTrimmed(unitsMicro, UNIT_DECIMALS, 1), rate: block.rate })),
    amountMinor,
    remainderMinor: subtract(amountMinor, moneyMinor(divideHalfUp(priceE12, MICRO ** 2n))),
  };
}

const buysNoUnits = (): TariffError =>
  new TariffError('tariffs.tender_buys_no_units', 'the tender buys less than the smallest step of units');

const aboveOneToken = (): TariffError =>
  new TariffError(
    'tariffs.tender_above_maximum',
    `the tender buys more than the ${formatCredit(creditTenths(MAX_AMOUNT_TENTHS))} units that one token holds`,
  );

import { divideDown, divideHalfUp, divideUp, moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { MICRO, type CompiledBlock, type CompiledTariff } from './compile-tariff.js';

const E24 = MICRO ** 4n;

/** A block that is filled to its `upTo`. */
export interface FilledBlock {
  readonly block: CompiledBlock;
  /** 10^-6 units. */
  readonly unitsMicro: bigint;
}

/** What an amount of money buys, exactly: the blocks it fills, and the rest of it as money in the last one. */
export interface Filling {
  readonly filled: readonly FilledBlock[];
  readonly last: CompiledBlock;
  /** Units of the filled blocks: 10^-6 units. */
  readonly filledMicro: bigint;
  /** Spent in the last block: 10^-24 minor. Divided by its cost it gives 10^-6 units. */
  readonly restE24: bigint;
}

/**
 * Spends money in the blocks from `startMicro` on, until it is spent.
 *
 * @param startMicro units of the month so far: 10^-6 units
 * @param availableMinor above zero
 * @returns undefined if the last block costs nothing, so that the money is never spent
 */
export function fillBlocks(blocks: readonly CompiledBlock[], startMicro: bigint, availableMinor: MoneyMinor): Filling | undefined {
  const filled: FilledBlock[] = [];
  let positionMicro = startMicro;
  let restE24 = availableMinor * E24;
  for (const block of blocks) {
    if (block.upToMicro === undefined) {
      if (block.costE18 === 0n) return undefined;
      return { filled, last: block, filledMicro: positionMicro - startMicro, restE24 };
    }
    const unitsMicro = block.upToMicro - positionMicro;
    if (unitsMicro <= 0n) continue;

    const fullCostE24 = unitsMicro * block.costE18;
    if (fullCostE24 >= restE24) return { filled, last: block, filledMicro: positionMicro - startMicro, restE24 };
    filled.push({ block, unitsMicro });
    positionMicro = block.upToMicro;
    restE24 -= fullCostE24;
  }
  throw new RangeError('the last block of a tariff is open');
}

/** The exact units of a filling, as a fraction of 10^-6 units. */
export const unitsOf = ({ filledMicro, last, restE24 }: Filling): { readonly numerator: bigint; readonly denominator: bigint } => ({
  numerator: filledMicro * last.costE18 + restE24,
  denominator: last.costE18,
});

/** Each levy's line in document order, without its tax: smallest units of the currency. */
export const levyLines = (filling: Filling, { levyCodes }: CompiledTariff): readonly MoneyMinor[] =>
  levyCodes.map((_, index) => halfUpPerUnit(filling, (block) => block.levyNetsE12[index]!, MICRO));

/** The tax on energy and levies, rounded once: smallest units of the currency. */
export const energyTax = (filling: Filling, { taxMicro }: CompiledTariff): MoneyMinor =>
  taxMicro === 0n ? moneyMinor(0n) : halfUpPerUnit(filling, (block) => block.taxableE12, taxMicro);

/** halfUp(factor × the sum over the blocks of units × a price per unit), the factor in 10^-6. */
function halfUpPerUnit({ filled, last, restE24 }: Filling, priceE12: (block: CompiledBlock) => bigint, factorMicro: bigint): MoneyMinor {
  let sumE18 = 0n;
  for (const { block, unitsMicro } of filled) sumE18 += unitsMicro * priceE12(block);
  return moneyMinor(divideHalfUp((sumE18 * last.costE18 + restE24 * priceE12(last)) * factorMicro, last.costE18 * E24));
}

/** Rounds exact units to the tariff's step: 10^-6 units. */
export function roundToStep(filling: Filling, { unitStepMicro, unitRounding }: CompiledTariff): bigint {
  const { numerator, denominator } = unitsOf(filling);
  const stepDenominator = denominator * unitStepMicro;
  switch (unitRounding) {
    case 'down':
      return divideDown(numerator, stepDenominator) * unitStepMicro;
    case 'nearest':
      return divideHalfUp(numerator, stepDenominator) * unitStepMicro;
    case 'up':
      return divideUp(numerator, stepDenominator) * unitStepMicro;
    default:
      return unitRounding satisfies never;
  }
}

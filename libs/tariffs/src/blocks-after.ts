import { formatCredit, formatTrimmed, type CreditTenths } from '@openprepay/quantities';
import { MICRO, type CompiledTariff } from './compile-tariff.js';
import { UNIT_DECIMALS } from './parse-tariff-document.js';
import type { YearMonth } from './year-month.js';

/** A tenth of a unit in 10^-6 units. */
const TENTH_MICRO = MICRO / 10n;

/** Where a month's units stand in the blocks of a tariff. */
export interface BlocksAfter {
  readonly month: YearMonth;
  /** Sold in the month, with one decimal. */
  readonly unitsThisMonth: string;
  /** What is left of the block that the next unit is of; absent in the last block. */
  readonly remainingInBlock?: string;
  /** Currency per unit after that, net of levies and tax; absent in the last block. */
  readonly nextRate?: string;
}

/** Where the units of a month stand once `tenths` of a unit have been sold in it. */
export function blocksAfter({ blocks }: CompiledTariff, month: YearMonth, tenths: CreditTenths): BlocksAfter {
  const sold = { month, unitsThisMonth: formatCredit(tenths) };
  const soldMicro = tenths * TENTH_MICRO;
  const index = blocks.findIndex(({ upToMicro }) => upToMicro === undefined || upToMicro > soldMicro);
  const upToMicro = blocks[index]?.upToMicro;
  const next = blocks[index + 1];
  if (upToMicro === undefined || !next) return sold;
  return { ...sold, remainingInBlock: formatTrimmed(upToMicro - soldMicro, UNIT_DECIMALS, 1), nextRate: next.rate };
}

import { least, moneyMinor, parseScaled, QuantityError, subtract, type MoneyMinor } from '@openprepay/quantities';
import { PERCENT_DECIMALS } from './parse-tariff-document.js';
import { MICRO } from './compile-tariff.js';
import type { Debt, DebtTaken } from './debt.js';
import type { PricedLine } from './priced-vend.js';
import { TariffError } from './tariff-error.js';

export interface DebtsRecovered {
  readonly lines: readonly PricedLine[];
  readonly taken: readonly DebtTaken[];
  readonly restMinor: MoneyMinor;
}

/**
 * Takes from the rest of a tender what its debts may have of it, in their order.
 * @throws {TariffError} `tariffs.share_invalid`
 */
export function recoverDebts(debts: readonly Debt[], tenderMinor: MoneyMinor, availableMinor: MoneyMinor): DebtsRecovered {
  const lines: PricedLine[] = [];
  const taken: DebtTaken[] = [];
  let restMinor = availableMinor;
  for (const { debtId, code, outstandingMinor, recovery } of debts) {
    const wantedMinor = 'share' in recovery ? moneyMinor((tenderMinor * parseShare(recovery.share)) / MICRO) : recovery.amountMinor;
    const amountMinor = least(restMinor, outstandingMinor, wantedMinor);
    if (amountMinor <= 0n) continue;

    taken.push({ debtId, code, amountMinor, outstandingMinor: subtract(outstandingMinor, amountMinor) });
    lines.push({ kind: 'debt', code, debtId, amountMinor });
    restMinor = subtract(restMinor, amountMinor);
  }
  return { lines, taken, restMinor };
}

/**
 * Reads a debt's share of the tender: percent from 0 to 100 with at most 4 decimals.
 * @returns 10^-6 of the tender: "20" is 200 000
 * @throws {TariffError} `tariffs.share_invalid`
 */
export function parseShare(percent: string): bigint {
  let shareMicro: bigint;
  try {
    shareMicro = parseScaled(percent, PERCENT_DECIMALS);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw new TariffError('tariffs.share_invalid', `a share is percent with at most ${PERCENT_DECIMALS} decimals`, 'share', {
      cause: error,
    });
  }
  if (shareMicro > MICRO) throw new TariffError('tariffs.share_invalid', 'a share is from 0 to 100 percent', 'share');
  return shareMicro;
}

import type { PricedDebt } from '@openprepay/contracts/billing';
import { parseScaled, QuantityError, readAmount as readMoney, subtract, sum, type MoneyMinor } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';

/** How a debt is taken off vends: a share of the tender in percent, or a fixed amount a vend. */
export type DebtRecovery = { readonly share: string } | { readonly amountMinor: MoneyMinor };

/** What a customer owes besides, recovered from vends. Amounts in the smallest unit of `currency`. */
export interface Debt {
  readonly id: string;
  readonly accountNumber: string;
  readonly code: string;
  /** Place among the account's debts: the lower is recovered first. */
  readonly position: number;
  readonly currency: string;
  readonly chargedMinor: MoneyMinor;
  /** Paid otherwise than through vends. */
  readonly settledElsewhereMinor: MoneyMinor;
  readonly recoveredMinor: MoneyMinor;
  readonly recovery: DebtRecovery;
  readonly incurredAt: Date;
}

export const outstandingMinor = ({ chargedMinor, settledElsewhereMinor, recoveredMinor }: Debt): MoneyMinor =>
  subtract(chargedMinor, sum([settledElsewhereMinor, recoveredMinor]));

/** What vending is told of a debt: what it is, and nothing of what vends have recovered, which vending alone knows in time. */
export const pricedDebt = ({ id, code, chargedMinor, settledElsewhereMinor, recovery }: Debt): PricedDebt => ({
  debtId: id,
  code,
  chargedMinor,
  settledElsewhereMinor,
  recovery,
});

/** `percent` has at most this many decimals. */
const SHARE_DECIMALS = 4;
const WHOLE_SHARE = 100n * 10n ** BigInt(SHARE_DECIMALS);

/**
 * Reads an amount of a debt.
 *
 * @returns smallest units of the currency
 * @throws {BillingError} `billing.amount_invalid`
 */
export function readAmount(text: string, currency: string): MoneyMinor {
  try {
    return readMoney(text, currency);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw new BillingError('billing.amount_invalid', `not an amount of ${currency}: ${error.message}`, { cause: error });
  }
}

/**
 * Checks a share of the tender: above 0, at most 100 percent, at most four decimals.
 *
 * @throws {BillingError} `billing.share_invalid`
 */
export function readShare(text: string): string {
  try {
    const scaled = parseScaled(text, SHARE_DECIMALS);
    if (scaled > 0n && scaled <= WHOLE_SHARE) return text;
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw new BillingError('billing.share_invalid', `not a percentage: ${error.message}`, { cause: error });
  }
  throw new BillingError('billing.share_invalid', 'a share lies above 0 and is at most 100 percent');
}

/**
 * Sees to it that the shares of an account's open debts leave something of a tender to buy units with.
 *
 * @throws {BillingError} `billing.shares_take_whole_tender` where they come to 100 percent or more
 */
export function checkSharesTogether(debts: readonly Debt[]): void {
  const shares = debts
    .filter((debt) => outstandingMinor(debt) > 0n)
    .map(({ recovery }) => ('share' in recovery ? parseScaled(recovery.share, SHARE_DECIMALS) : 0n));
  const together = shares.reduce((left, right) => left + right, 0n);
  if (together < WHOLE_SHARE) return;
  throw new BillingError(
    'billing.shares_take_whole_tender',
    'the open debts of the account would take all of each tender: their shares stay below 100 percent together',
  );
}

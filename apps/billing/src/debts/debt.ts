import { isCurrency, parseMoney, parseScaled, QuantityError } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';

/** How a debt is taken off vends: a share of the tender in percent, or a fixed amount a vend. */
export type DebtRecovery = { readonly share: string } | { readonly amountMinor: bigint };

/** What a customer owes besides, recovered from vends. Amounts in the smallest unit of `currency`. */
export interface Debt {
  readonly id: string;
  readonly accountNumber: string;
  readonly code: string;
  /** Place among the account's debts: the lower is recovered first. */
  readonly position: number;
  readonly currency: string;
  readonly chargedMinor: bigint;
  /** Paid otherwise than through vends. */
  readonly settledElsewhereMinor: bigint;
  readonly recoveredMinor: bigint;
  readonly recovery: DebtRecovery;
  readonly incurredAt: Date;
}

export const outstandingMinor = (debt: Debt): bigint => debt.chargedMinor - debt.settledElsewhereMinor - debt.recoveredMinor;

/** Above any debt, in the smallest unit of its currency; the ledger's thirty digits hold a million million of such. */
const MAX_AMOUNT_MINOR = 10n ** 18n;
/** `percent` has at most this many decimals. */
const SHARE_DECIMALS = 4;
const WHOLE_SHARE = 100n * 10n ** BigInt(SHARE_DECIMALS);

/**
 * Reads an amount of money above zero, in the smallest unit of the currency.
 *
 * @throws {BillingError} `billing.amount_invalid`
 */
export function readAmount(text: string, currency: string): bigint {
  try {
    if (!isCurrency(currency)) throw new BillingError('billing.amount_invalid', `${currency} is not a currency`);
    const minor = parseMoney(text, currency);
    if (minor > MAX_AMOUNT_MINOR)
      throw new BillingError('billing.amount_invalid', `an amount is at most ${MAX_AMOUNT_MINOR} smallest units`);
    if (minor > 0n) return minor;
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw new BillingError('billing.amount_invalid', `not an amount of ${currency}: ${error.message}`, { cause: error });
  }
  throw new BillingError('billing.amount_invalid', 'an amount must be above zero');
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

import type { PaymentMethod } from '@openprepay/contracts/http/vending-vends';
import { add, formatMoney, least, type MoneyMinor, moneyMinor, subtract, sum } from '@openprepay/quantities';
import { commissionOf, type CommissionTerms, type VendCommission } from '../commissions/commission.js';
import { type KnownDebt, outstandingDebt } from '../pricing/account-pricing.js';
import { REPLAYED_FOR_MS } from '../selling/sale-request.js';
import { VendingError } from '../vending-error.js';

/** What a payment paid of one debt. */
export interface PaidDebt {
  readonly debtId: string;
  readonly code: string;
  readonly amountMinor: MoneyMinor;
  /** Of the debt, once it was paid. */
  readonly leftMinor: MoneyMinor;
}

/** That a payment was taken back, under a receipt number of its own. */
export interface PaymentReversed {
  readonly reversalId: string;
  readonly receiptNumber: string;
  readonly at: Date;
}

/** Debts that a customer paid at a vendor, without buying units; never changed. Amounts in the smallest unit of `currency`. */
export interface AccountPayment {
  readonly paymentId: string;
  /** In the series of the vends'. */
  readonly receiptNumber: string;
  readonly vendorId: string;
  /** Of the vendor's. */
  readonly idempotencyKey: string;
  readonly takenBy: string;
  readonly accountNumber: string;
  /** By which the account was named. */
  readonly meterNumber: string | undefined;
  readonly currency: string;
  readonly amountMinor: MoneyMinor;
  readonly paymentMethod: PaymentMethod;
  /** Of the debts that alone were meant. */
  readonly code: string | undefined;
  /** In the order of recovery; they add up to the amount. */
  readonly debts: readonly PaidDebt[];
  /** What it earns its vendor: it is in the float from then on. */
  readonly commission: VendCommission | undefined;
  readonly paidAt: Date;
  readonly reversal: PaymentReversed | undefined;
}

/** What somebody wants paid. */
export type WantedPayment = Pick<AccountPayment, 'accountNumber' | 'meterNumber' | 'currency' | 'amountMinor' | 'paymentMethod' | 'code'>;

const NOTHING = moneyMinor(0n);

/**
 * Spreads a payment over an account's debts: the first in the order of recovery first, and whole, as far as it goes.
 *
 * Where a code is wanted, debts of that code are all there are.
 *
 * @param debts of the account, in the order of recovery
 * @throws {VendingError} `vending.payment_exceeds_debt` where less is owed, `vending.currency_mismatch`
 */
export function payDebts(
  { accountNumber, amountMinor, currency, code }: Pick<WantedPayment, 'accountNumber' | 'amountMinor' | 'currency' | 'code'>,
  debts: readonly KnownDebt[],
): readonly PaidDebt[] {
  const open = debts
    .filter((debt) => code === undefined || debt.code === code)
    .map((debt) => ({ ...outstandingDebt(debt), currency: debt.currency }))
    .filter((debt) => debt.outstandingMinor > 0n);
  const other = open.find((debt) => debt.currency !== currency);
  if (other) throw new VendingError('vending.currency_mismatch', `account ${accountNumber} owes ${other.currency}`);
  const owedMinor = sum([NOTHING, ...open.map(({ outstandingMinor }) => outstandingMinor)]);
  if (amountMinor > owedMinor) {
    const owed = owedMinor === 0n ? 'nothing' : `${formatMoney(owedMinor, currency)} ${currency}`;
    const ofCode = code === undefined ? '' : ` of ${code}`;
    throw new VendingError('vending.payment_exceeds_debt', `account ${accountNumber} owes ${owed}${ofCode}, and no more is taken`);
  }
  let paidMinor = NOTHING;
  return open.flatMap(({ debtId, code, outstandingMinor }) => {
    const ofDebtMinor = least(outstandingMinor, subtract(amountMinor, paidMinor));
    paidMinor = add(paidMinor, ofDebtMinor);
    return ofDebtMinor > 0n ? [{ debtId, code, amountMinor: ofDebtMinor, leftMinor: subtract(outstandingMinor, ofDebtMinor) }] : [];
  });
}

/**
 * What a payment earns its vendor: what debts earn, but so much per vend only where it clears a debt. Whoever split a debt into payments
 * as small as that would have it paid by what they earn.
 *
 * @returns undefined where it earns nothing
 */
export function commissionOfPayment(
  { version, rules }: CommissionTerms,
  { amountMinor, debts }: Pick<AccountPayment, 'amountMinor' | 'debts'>,
): VendCommission | undefined {
  const clears = debts.some(({ leftMinor }) => leftMinor === 0n);
  const earning = rules.filter(({ rate }) => clears || !('perVendMinor' in rate));
  const lines = debts.map(({ leftMinor: _leftMinor, ...debt }) => ({ kind: 'debt' as const, ...debt }));
  return commissionOf({ version, rules: earning }, { tenderMinor: amountMinor, lines });
}

/**
 * The payment that a repeated request made the first time.
 * @throws {VendingError} `vending.idempotency_key_reused` where the request is another one, `vending.idempotency_key_expired` where the
 *   first one is more than a day old
 */
export function samePayment(earlier: AccountPayment, wanted: WantedPayment, at: Date): AccountPayment {
  const same = (['accountNumber', 'currency', 'amountMinor', 'paymentMethod', 'code'] as const).every(
    (part) => earlier[part] === wanted[part],
  );
  if (!same) throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for another payment');
  if (at.getTime() - earlier.paidAt.getTime() <= REPLAYED_FOR_MS) return earlier;
  throw new VendingError(
    'vending.idempotency_key_expired',
    `this Idempotency-Key made payment ${earlier.paymentId} more than a day ago: take a new one for a new payment`,
  );
}

import type { CorrectionState } from '@openprepay/contracts/http/billing-corrections';
import { isCurrency, type MoneyMinor, moneyMinor, negate } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';
import { readAmount } from '../debts/debt.js';
import { balancedLines, type JournalEntry, type JournalLine } from '../ledger/journal-entry.js';

/** Who asked for something, or decided on it, as the record has it. */
export interface Person {
  readonly subject: string;
  readonly username: string;
}

export interface CorrectionDecision {
  readonly state: Exclude<CorrectionState, 'awaiting-approval'>;
  readonly decidedBy: Person;
  readonly decidedAt: Date;
  /** Why it was refused. */
  readonly refusal: string | undefined;
}

/** What somebody wants to be booked. */
export interface WantedCorrection {
  readonly currency: string;
  /** They sum to zero, and no two are of one account. */
  readonly lines: readonly JournalLine[];
  readonly reason: string;
  /** The reference of the entry that was wrong. */
  readonly corrects: string | undefined;
}

/** An entry that one person has asked for and another one decides on. A key of a person is one of them. */
export interface Correction extends WantedCorrection {
  readonly correctionId: string;
  readonly idempotencyKey: string;
  readonly requestedBy: Person;
  readonly requestedAt: Date;
  readonly decision: CorrectionDecision | undefined;
}

export const correctionState = ({ decision }: Pick<Correction, 'decision'>): CorrectionState => decision?.state ?? 'awaiting-approval';

/** What a correction is booked under, once. */
export const correctionReference = ({ correctionId }: Pick<Correction, 'correctionId'>): string => `correction:${correctionId}`;

/** The entry of a correction that was approved at `at`: a mistake is booked back when it is seen, and the old entry stays as it is. */
export const correctionEntry = (
  correction: Correction,
  { entryId, at }: { readonly entryId: string; readonly at: Date },
): JournalEntry => ({
  id: entryId,
  reference: correctionReference(correction),
  currency: correction.currency,
  lines: correction.lines,
  at,
});

/** A line as somebody writes it: debits above zero, credits below. */
export interface WrittenLine {
  readonly account: string;
  readonly amount: string;
}

/**
 * Reads the lines of a correction.
 * @throws {BillingError} `billing.amount_invalid`, `billing.currency_mismatch`, `billing.entry_unbalanced`,
 *   `billing.account_not_correctable`, `billing.ledger_account_unknown`
 */
export function readLines(written: readonly WrittenLine[], currency: string): readonly JournalLine[] {
  if (!isCurrency(currency)) throw new BillingError('billing.currency_mismatch', `there is no currency ${currency}`);
  for (const { account } of written) requireCorrectable(account);
  return balancedLines(
    written.map(({ account, amount }) => ({ account, amountMinor: readSigned(amount, currency) })),
    currency,
  );
}

function readSigned(amount: string, currency: string): MoneyMinor {
  return amount.startsWith('-') ? moneyMinor(negate(readAmount(amount.slice(1), currency))) : readAmount(amount, currency);
}

/** Accounts whose balance is kept elsewhere as well, and what changes them there: the books alone would only differ from it. */
const KEPT_ELSEWHERE = [
  [/^vendor-float:/, 'a vendor’s float is changed by deposits, withdrawals and sales'],
  [/^customer:/, 'what a customer owes is changed by debts, payments and sales'],
] as const;

/** What else the chart of accounts has, and `suspense` for what is not yet clear. */
const IN_CHART = /^(bank|(cash-desk|debts-taken-over|commission|sales|fixed-charge|levy|tax|suspense):[A-Za-z0-9._-]+(:remainder)?)$/;

function requireCorrectable(account: string): void {
  const [, instead] = KEPT_ELSEWHERE.find(([pattern]) => pattern.test(account)) ?? [];
  if (instead !== undefined) throw new BillingError('billing.account_not_correctable', `${account} takes no corrections: ${instead}`);
  if (!IN_CHART.test(account)) throw new BillingError('billing.ledger_account_unknown', `the chart has no account ${account}`);
}

/**
 * The correction that a repeated request made the first time.
 * @throws {BillingError} `billing.idempotency_key_reused` where the request is another one
 */
export function replayed(earlier: Correction, wanted: WantedCorrection): Correction {
  const linesOf = ({ lines }: WantedCorrection): string =>
    lines
      .map(({ account, amountMinor }) => `${account} ${amountMinor}`)
      .toSorted()
      .join('|');
  const same =
    earlier.currency === wanted.currency &&
    earlier.reason === wanted.reason &&
    earlier.corrects === wanted.corrects &&
    linesOf(earlier) === linesOf(wanted);
  if (same) return earlier;
  throw new BillingError('billing.idempotency_key_reused', 'this Idempotency-Key was used for another correction');
}

/** @throws {BillingError} `billing.correction_decided` */
export function requireOpen({ decision }: Correction): void {
  if (decision) throw new BillingError('billing.correction_decided', `it was ${decision.state} by ${decision.decidedBy.username} already`);
}

import { NOBODY, type PolicySetter } from '../policy-setter.js';
import type { Vend } from '../vend/vend.js';

const MINUTE_MS = 60_000;

/** Which sales and payments of debts may be taken back, and whether it takes two people. */
export interface ReversalPolicy {
  readonly mode: 'never' | 'until-delivered' | 'within-minutes';
  /** With `within-minutes`, since the token was made, or the debts were paid. */
  readonly minutes: number | undefined;
  readonly approval: boolean;
}

/** A policy and who has set it; nobody has set the one that holds at first. */
export interface KnownReversalPolicy extends ReversalPolicy, PolicySetter {}

/** What is taken back is money out of the books. */
export const DEFAULT_POLICY: KnownReversalPolicy = { mode: 'until-delivered', minutes: undefined, approval: true, ...NOBODY };

/** Whether a reversal takes a second person, by all the policies that bind the first one. */
export const takesTwo = (binding: readonly ReversalPolicy[]): boolean => binding.some(({ approval }) => approval);

/** Why a completed sale is not taken back; undefined where it may be. */
export function refusalOf(vend: Vend & { readonly completedAt: Date }, policy: ReversalPolicy, now: Date): string | undefined {
  if (vend.delivery.state === 'credited') return 'credited: the meter has confirmed the credit';
  return refusalByPolicy({ what: 'sales', paper: 'token', doneAt: vend.completedAt, copies: vend.reprints }, policy, now);
}

/** What is to be taken back. */
export interface DoneSale {
  readonly what: 'sales' | 'payments';
  /** What its customer was handed. */
  readonly paper: 'token' | 'receipt';
  readonly doneAt: Date;
  /** How often that was handed out again. */
  readonly copies: number;
}

/** Why the policy does not let it be taken back; undefined where it does. */
export function refusalByPolicy(
  { what, paper, doneAt, copies }: DoneSale,
  { mode, minutes = 0 }: ReversalPolicy,
  now: Date,
): string | undefined {
  switch (mode) {
    case 'never':
      return `policy: ${what} are not taken back`;
    case 'until-delivered':
      return copies > 0 ? `delivered: the ${paper} has been handed out again` : undefined;
    case 'within-minutes':
      return now.getTime() - doneAt.getTime() > minutes * MINUTE_MS
        ? `policy: ${what} are taken back within ${minutes} minutes`
        : undefined;
  }
}

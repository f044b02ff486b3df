import { NOBODY, type PolicySetter } from '../policy-setter.js';
import type { Vend } from '../vend/vend.js';

const MINUTE_MS = 60_000;

/** Which sales may be taken back, and whether it takes two people. */
export interface ReversalPolicy {
  readonly mode: 'never' | 'until-delivered' | 'within-minutes';
  /** With `within-minutes`, since the token was made. */
  readonly minutes: number | undefined;
  readonly approval: boolean;
}

/** A policy and who has set it; nobody has set the one that holds at first. */
export interface KnownReversalPolicy extends ReversalPolicy, PolicySetter {}

/** A sale that is taken back is money out of the books. */
export const DEFAULT_POLICY: KnownReversalPolicy = { mode: 'until-delivered', minutes: undefined, approval: true, ...NOBODY };

/** Whether a reversal takes a second person, by all the policies that bind the first one. */
export const takesTwo = (binding: readonly ReversalPolicy[]): boolean => binding.some(({ approval }) => approval);

/** Why a completed sale is not taken back; undefined where it may be. */
export function refusalOf(
  vend: Vend & { readonly completedAt: Date },
  { mode, minutes = 0 }: ReversalPolicy,
  now: Date,
): string | undefined {
  if (vend.delivery.state === 'credited') return 'credited: the meter has confirmed the credit';
  switch (mode) {
    case 'never':
      return 'policy: sales are not taken back';
    case 'until-delivered':
      return vend.reprints > 0 ? 'delivered: the token has been handed out again' : undefined;
    case 'within-minutes':
      return now.getTime() - vend.completedAt.getTime() > minutes * MINUTE_MS
        ? `policy: sales are taken back within ${minutes} minutes`
        : undefined;
  }
}

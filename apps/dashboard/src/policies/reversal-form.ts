import type { ReversalPolicyAnswer } from '@openprepay/contracts/http/vending-reversals';
import { formText } from '../ui/form-text.js';

export const REVERSAL_MODES = ['never', 'until-delivered', 'within-minutes'] as const satisfies readonly ReversalPolicyAnswer['mode'][];
export type ReversalMode = (typeof REVERSAL_MODES)[number];
/** A week. */
export const MOST_MINUTES = 10_080;

/** Minutes belong to one of the modes alone. */
export function reversalPolicyOf(form: FormData): ReversalPolicyAnswer {
  const mode = REVERSAL_MODES.find((known) => known === formText(form, 'mode')) ?? 'never';
  return {
    mode,
    approval: form.get('approval') !== null,
    ...(mode === 'within-minutes' ? { minutes: Number(formText(form, 'minutes')) } : {}),
  };
}

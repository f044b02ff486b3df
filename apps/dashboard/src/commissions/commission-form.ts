import { commissionKinds, type CommissionAnswer, type CommissionKind } from '@openprepay/contracts/http/vending-commissions';
import { formDecimal, formText } from '../ui/form-text.js';
import { instantAt } from '../ui/zoned.js';

export type CommissionRule = CommissionAnswer['commission'][number];

/** How a kind of money earns: not at all, a share of it, or so much a vend. */
export const HOWS = ['nothing', 'percent', 'per-vend'] as const;
export type How = (typeof HOWS)[number];

/** Free units are no money of which there could be a share. */
export const howsOf = (kind: CommissionKind): readonly How[] => (kind === 'free-basic' ? ['nothing', 'per-vend'] : HOWS);

export function howOf(rule: CommissionRule | undefined): How {
  if (rule === undefined) return 'nothing';
  return 'percent' in rule ? 'percent' : 'per-vend';
}

export const rateOf = (rule: CommissionRule): string => ('percent' in rule ? rule.percent : rule.perVend);

interface WantedCommission {
  readonly commission: readonly CommissionRule[];
  readonly effectiveFrom?: string;
}

/** What a form says: a rule of each kind that earns, from a clock on the wall of `timeZone` on, or from now. */
export function commissionOf(form: FormData, timeZone: string): WantedCommission {
  const from = formText(form, 'effectiveFrom');
  return {
    commission: commissionKinds.flatMap((kind) => ruleOf(form, kind)),
    ...(from === '' ? {} : { effectiveFrom: instantAt(from, timeZone).toISOString() }),
  };
}

function ruleOf(form: FormData, kind: CommissionKind): readonly CommissionRule[] {
  const rate = formDecimal(form, `rate-${kind}`);
  const how = formText(form, `how-${kind}`);
  if (how === 'per-vend') return [{ kind, perVend: rate }];
  return how === 'percent' && kind !== 'free-basic' ? [{ kind, percent: rate }] : [];
}

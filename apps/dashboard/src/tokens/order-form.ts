import type { TokenOrderBody, TokenPolicyAnswer } from '@openprepay/contracts/http/vending-tokens';
import { formText } from '../ui/form-text.js';

export type OrderKind = TokenOrderBody['kind'];

/** What each kind says beside its name; nothing of clearing a tamper condition. */
export const PARAMETERS = {
  'set-maximum-power-limit': 'watts',
  'clear-credit': 'register',
  'set-tariff-rate': 'rate',
  'clear-tamper-condition': undefined,
  'set-maximum-phase-power-unbalance-limit': 'watts',
  'set-water-meter-factor': 'factor',
} as const satisfies Record<OrderKind, string | undefined>;

export const ORDER_KINDS = Object.keys(PARAMETERS) as readonly OrderKind[];
export const REGISTERS = ['electricity', 'water', 'gas', 'time', 'currency', 'all'] as const;

export const orderKind = (name: string): OrderKind => ORDER_KINDS.find((kind) => kind === name) ?? ORDER_KINDS[0]!;

/** An order as it was typed; what the api does not take, it refuses by field. */
export function orderOf(form: FormData): TokenOrderBody {
  const wish = { meterNumber: formText(form, 'meterNumber').replaceAll(/[\s-]/g, ''), reason: formText(form, 'reason') };
  const value = Number(formText(form, 'value'));
  const kind = orderKind(formText(form, 'kind'));
  switch (kind) {
    case 'set-maximum-power-limit':
    case 'set-maximum-phase-power-unbalance-limit':
      return { ...wish, kind, parameters: { watts: value } };
    case 'clear-credit':
      return { ...wish, kind, parameters: { register: REGISTERS.find((name) => name === formText(form, 'register')) ?? 'all' } };
    case 'set-tariff-rate':
      return { ...wish, kind, parameters: { rate: value } };
    case 'set-water-meter-factor':
      return { ...wish, kind, parameters: { factor: value } };
    case 'clear-tamper-condition':
      return { ...wish, kind };
  }
}

/** A policy as it was ticked and typed: a kind without a number has no limit. */
export function policyOf(form: FormData): TokenPolicyAnswer {
  return {
    approval: ORDER_KINDS.filter((kind) => form.has(`approval.${kind}`)),
    limits: ORDER_KINDS.flatMap((kind) => {
      const limit = formText(form, `limit.${kind}`);
      return limit === '' ? [] : [{ kind, perUserPerDay: Number(limit) }];
    }),
  };
}

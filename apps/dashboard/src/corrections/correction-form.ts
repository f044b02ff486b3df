import { formDecimal, formText } from '../ui/form-text.js';

export const FEWEST_LINES = 2;
export const MOST_LINES = 50;
export const SIDES = ['debit', 'credit'] as const;

export interface WantedCorrection {
  /** Debits above zero, credits below. */
  readonly lines: readonly { readonly account: string; readonly amount: string }[];
  readonly reason: string;
  readonly corrects?: string;
  /** That the entry is corrected although it has a correction. */
  readonly again?: true;
}

/** What a form of so many lines asks for. */
export function correctionOf(form: FormData, lineCount: number): WantedCorrection {
  const lines = Array.from({ length: lineCount }, (_, place) => {
    const amount = formDecimal(form, `amount-${place}`);
    return { account: formText(form, `account-${place}`), amount: formText(form, `side-${place}`) === 'credit' ? `-${amount}` : amount };
  });
  const corrects = formText(form, 'corrects');
  return {
    lines,
    reason: formText(form, 'reason'),
    ...(corrects === '' ? {} : { corrects }),
    ...(form.has('again') ? { again: true as const } : {}),
  };
}

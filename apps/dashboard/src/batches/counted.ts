import type { BatchReportAnswer } from '@openprepay/contracts/http/vending-batches';
import { formDecimal } from '../ui/form-text.js';
import { isZero } from '../ui/exact.js';
import type { LampState } from '../ui/lamp.js';

type Totals = BatchReportAnswer['totals'][number];
export type PaymentMethod = Totals['paymentMethods'][number]['paymentMethod'];

/** Money that somebody counts: what came in by one way of paying, in one currency. */
export interface Countable {
  readonly paymentMethod: PaymentMethod;
  readonly currency: string;
  readonly expected: string;
}

export const countablesOf = (totals: readonly Totals[]): readonly Countable[] =>
  totals.flatMap(({ currency, paymentMethods }) =>
    paymentMethods.map(({ paymentMethod, amount }) => ({ paymentMethod, currency, expected: amount })),
  );

export const fieldOf = ({ paymentMethod, currency }: Pick<Countable, 'paymentMethod' | 'currency'>): string =>
  `counted.${paymentMethod}.${currency}`;

/** What was counted; undefined where every field was left empty, as nobody counted then. */
export function countedIn(form: FormData, countables: readonly Countable[]) {
  const counted = countables.flatMap((countable) => {
    const amount = formDecimal(form, fieldOf(countable));
    return amount === '' ? [] : [{ paymentMethod: countable.paymentMethod, currency: countable.currency, amount }];
  });
  return counted.length === 0 ? undefined : counted;
}

/** Whether the drawer holds what was sold; money too many is looked into as well as money that is missing. */
export function differenceOf(difference: string): { readonly lamp: LampState; readonly word: 'none' | 'missing' | 'over' } {
  if (isZero(difference)) return { lamp: 'good', word: 'none' };
  return difference.startsWith('-') ? { lamp: 'bad', word: 'missing' } : { lamp: 'warning', word: 'over' };
}

import type { VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import { asNumber, sum } from '../ui/exact.js';

type Float = Pick<VendorAnswer, 'floatBalance' | 'floatLimit'>;

export type FloatStands = 'empty' | 'credit' | 'deposits';

/** What a vendor may sell for still: deposits, and credit beyond them. */
export const leftOf = ({ floatBalance, floatLimit }: Float): string => sum([floatBalance, floatLimit]);

const isAboveNothing = (amount: string): boolean => !amount.startsWith('-') && /[1-9]/.test(amount);

export function standsOf(float: Float): FloatStands {
  if (!isAboveNothing(leftOf(float))) return 'empty';
  return isAboveNothing(float.floatBalance) ? 'deposits' : 'credit';
}

/** The parts of a bar, each of the widest bar's length, from 0 to 1. */
export interface FloatBar {
  readonly deposits: number;
  readonly creditLeft: number;
  readonly creditUsed: number;
}

/** Bars on one scale, so that a float that is small beside the others looks so. */
export function barsOf(floats: readonly Float[]): readonly FloatBar[] {
  const parts = floats.map(({ floatBalance, floatLimit }) => {
    const balance = asNumber(floatBalance);
    const limit = asNumber(floatLimit);
    const creditUsed = Math.min(limit, Math.max(0, -balance));
    return { deposits: Math.max(0, balance), creditLeft: limit - creditUsed, creditUsed };
  });
  const widest = Math.max(...parts.map(({ deposits, creditLeft, creditUsed }) => deposits + creditLeft + creditUsed), 0) || 1;
  return parts.map(({ deposits, creditLeft, creditUsed }) => ({
    deposits: deposits / widest,
    creditLeft: creditLeft / widest,
    creditUsed: creditUsed / widest,
  }));
}

/** The least left first; exact, since two floats may differ by less than a float can tell. */
export const lowFirst = <F extends Float>(floats: readonly F[]): readonly F[] => floats.toSorted((a, b) => compare(leftOf(a), leftOf(b)));

function compare(a: string, b: string): number {
  const difference = sum([a, b.startsWith('-') ? b.slice(1) : `-${b}`]);
  if (!/[1-9]/.test(difference)) return 0;
  return difference.startsWith('-') ? -1 : 1;
}

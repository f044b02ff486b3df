import type { Quantity } from './quantity.js';

/**
 * What keeps the unit: sums and differences of one unit are of that unit. The operators of the language yield a bare bigint, as
 * they must: money times a rate is no money until it has been rounded, and then it is branded on purpose.
 */
export const add = <Q extends Quantity<string>>(left: Q, right: Q): Q => ((left as bigint) + right) as Q;
export const subtract = <Q extends Quantity<string>>(left: Q, right: Q): Q => ((left as bigint) - right) as Q;
/** The same on the other side of an account. */
export const negate = <Q extends Quantity<string>>(quantity: Q): Q => -(quantity as bigint) as Q;
/** Zero of nothing. */
export const sum = <Q extends Quantity<string>>(quantities: readonly Q[]): Q =>
  quantities.reduce<bigint>((total, quantity) => total + quantity, 0n) as Q;
/** Adds to one of many totals of one unit; what has no total yet begins at zero. */
export function addTo<Key, Q extends Quantity<string>>(totals: Map<Key, Q>, key: Key, quantity: Q): void {
  const total = totals.get(key);
  totals.set(key, total === undefined ? quantity : add(total, quantity));
}
export const least = <Q extends Quantity<string>>(first: Q, ...others: readonly Q[]): Q =>
  others.reduce((smallest, quantity) => (quantity < smallest ? quantity : smallest), first);

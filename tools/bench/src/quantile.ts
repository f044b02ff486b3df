/**
 * The smallest of the values that at least this share of them does not exceed (nearest rank).
 *
 * @param share from 0 to 1
 * @throws {RangeError} where there is no value
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new RangeError('no values, no quantile');
  return value;
}

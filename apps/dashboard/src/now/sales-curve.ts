import { asNumber, sum } from '../ui/exact.js';

interface Sold {
  readonly start: string;
  readonly vends: number;
  /** Some of it nobody sold: it is of a demonstration. */
  readonly demo?: true | undefined;
  readonly money: readonly { readonly currency: string; readonly amount: string }[];
  readonly units: readonly { readonly commodity: string; readonly value: string; readonly unit: string }[];
}

const HOUR_MS = 3_600_000;

export const vendsOf = (hours: readonly Sold[]): number => hours.reduce((total, { vends }) => total + vends, 0);

export const isDemo = (hours: readonly Sold[]): boolean => hours.some(({ demo }) => demo === true);

export const moneyOf = (hours: readonly Sold[], currency: string): string =>
  sum(hours.flatMap(({ money }) => money.filter((part) => part.currency === currency).map(({ amount }) => amount)));

/** Of each commodity that was sold: how much, in its unit. */
export function unitsOf(hours: readonly Sold[]): readonly { readonly commodity: string; readonly value: string; readonly unit: string }[] {
  const parts = hours.flatMap(({ units }) => units);
  const commodities = [...new Set(parts.map(({ commodity }) => commodity))];
  return commodities.map((commodity) => {
    const ofIt = parts.filter((part) => part.commodity === commodity);
    return { commodity, value: sum(ofIt.map(({ value }) => value)), unit: ofIt[0]!.unit };
  });
}

export interface CurvePoint {
  /** Hours since the day began. */
  readonly hour: number;
  /** Money since the day began, as a decimal string. */
  readonly amount: string;
}

/** Money since the day began, at the end of each of its hours up to `hours`. */
export function curveOf(
  { from, hours }: { readonly from: Date; readonly hours: readonly Sold[] },
  currency: string,
  upTo: number,
): readonly CurvePoint[] {
  return Array.from({ length: upTo + 1 }, (_, hour) => {
    const before = hours.filter(({ start }) => Date.parse(start) < from.getTime() + hour * HOUR_MS);
    return { hour, amount: moneyOf(before, currency) };
  });
}

export const pixels = (points: readonly CurvePoint[]): readonly (readonly [number, number])[] =>
  points.map(({ hour, amount }) => [hour, asNumber(amount)]);

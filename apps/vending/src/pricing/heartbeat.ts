import type { Commodity } from '@openprepay/contracts/wire';

/** Clocks that differ by more are not both right: nothing is trusted, and nothing priced, by either. */
export const MAX_AHEAD_MS = 300_000;

export interface NamedVersion {
  readonly tariffCode: string;
  readonly version: number;
  readonly validFrom: Date;
}

/** What billing says that a utility's pricing comes to, at `asOf`. */
export interface Heartbeat {
  readonly asOf: Date;
  /** Until then no version begins that was not published by `asOf`; undefined where one may begin at any time. */
  readonly completeUntil?: Date | undefined;
  /** Versions that billing has not heard to be here. */
  readonly unconfirmed: readonly NamedVersion[];
  readonly defaults: readonly { readonly commodity: Commodity; readonly revision: number }[];
}

/** How far this service's copy of a tariff can be trusted. */
export interface Freshness {
  /** When billing was last heard, by its clock. */
  readonly heardAsOf: Date | undefined;
  readonly completeUntil: Date | undefined;
  /** Versions of the tariff that billing has named and that have not arrived. */
  readonly missing: readonly NamedVersion[];
  /** Where the tariff is the default of the commodity: whether a later choice of it has not arrived. */
  readonly defaultIsOld: boolean;
}

/**
 * Why a price by this copy might be wrong; undefined where it is right.
 *
 * @param versions that have arrived
 */
export function staleness(
  { heardAsOf, completeUntil, missing, defaultIsOld }: Freshness,
  versions: ReadonlySet<number>,
  at: Date,
): string | undefined {
  if (heardAsOf !== undefined && heardAsOf.getTime() > at.getTime() + MAX_AHEAD_MS) {
    return `billing was heard at ${heardAsOf.toISOString()}, and the clock here is before that`;
  }
  const begun = missing.find(({ version, validFrom }) => validFrom <= at && !versions.has(version));
  if (begun) return `version ${begun.version} of tariff ${begun.tariffCode} is in force and has not arrived`;
  if (defaultIsOld) return 'another default tariff has been named and has not arrived';
  if (completeUntil !== undefined && at > completeUntil) return `tariffs have not been heard of since ${completeUntil.toISOString()}`;
  return undefined;
}

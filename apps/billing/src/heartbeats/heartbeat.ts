/** A tariff version that vending has not said to have. */
export interface UnconfirmedVersion {
  readonly tariffCode: string;
  readonly version: number;
  readonly validFrom: Date;
}

/**
 * A transaction that publishes a version may have looked at the clock this long before the heartbeat and commit after it; what the
 * clocks of two machines differ by is in it too.
 */
const MARGIN_MS = 120_000;

/**
 * Until when no version begins that a heartbeat knows nothing of.
 *
 * @param leadMs what is published from now on begins at least this much later
 * @param leftOut the first version that there was no room to name
 * @returns undefined where a version may begin as soon as it is published
 */
export function completeUntil(asOf: Date, leadMs: number, leftOut: UnconfirmedVersion | undefined): Date | undefined {
  if (leadMs === 0) return undefined;
  const byLeadMs = asOf.getTime() + leadMs - MARGIN_MS;
  return new Date(leftOut ? Math.min(byLeadMs, leftOut.validFrom.getTime()) : byLeadMs);
}

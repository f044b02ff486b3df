import { creditTenths } from '@openprepay/quantities';
import { accrueFixedCharges } from './accrue-fixed-charges.js';
import type { SupplyState } from './supply-state.js';
import type { TariffVersion } from './tariff-version.js';
import { monthAt } from './time-zone.js';
import type { YearMonth } from './year-month.js';

/**
 * The state as it stands when the supply is priced: units start at 0 in a new month, and fixed charges have fallen due.
 * A month that has begun stays begun: a clock that is behind another one does not count units into the month before.
 */
export function enterMonth(
  state: SupplyState,
  versions: readonly TariffVersion[],
  { at, timeZone }: { readonly at: Date; readonly timeZone: string },
): SupplyState {
  const now = monthAt(timeZone, at.getTime());
  const counted = state.unitsThisMonth;
  const month: YearMonth = now > counted.month ? now : counted.month;
  const unitsThisMonth = month === counted.month ? counted : { month, tenths: creditTenths(0n) };
  return { ...accrueFixedCharges(state, versions, { month, timeZone }), unitsThisMonth };
}

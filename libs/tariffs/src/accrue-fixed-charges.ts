import type { FixedChargeDue, SupplyState } from './supply-state.js';
import { tariffInForce, type TariffVersion } from './tariff-version.js';
import { monthAt, startOfMonth } from './time-zone.js';
import { monthIndex, monthOfIndex, type YearMonth } from './year-month.js';

/** A supply that has not been priced for a century is a mistake in its dates. */
const MAX_MONTHS_AT_ONCE = 1_200;

/**
 * Lets the fixed charges fall due that have not yet, up to and with `month`: on the first of each month by the version in force
 * then, and in the month that the supply starts by the version in force when it starts. A month without a version has none.
 *
 * @param timeZone of the tariff that prices: it says when a month begins
 * @throws {RangeError} if more than a century would fall due
 */
export function accrueFixedCharges(
  state: SupplyState,
  versions: readonly TariffVersion[],
  { month, timeZone }: { readonly month: YearMonth; readonly timeZone: string },
): SupplyState {
  const { chargesAccruedThrough, supplyStartedAt } = state;
  if (chargesAccruedThrough !== undefined && chargesAccruedThrough >= month) return state;

  const startMonth = monthAt(timeZone, supplyStartedAt.getTime());
  const first = chargesAccruedThrough === undefined ? monthIndex(startMonth) : monthIndex(chargesAccruedThrough) + 1;
  const last = monthIndex(month);
  if (last < first) return state;
  if (last - first >= MAX_MONTHS_AT_ONCE) throw new RangeError(`fixed charges of more than ${MAX_MONTHS_AT_ONCE} months would fall due`);

  const fixedChargesDue = [...state.fixedChargesDue];
  for (let index = first; index <= last; index++) {
    const due = monthOfIndex(index);
    const fellDueAt = due === startMonth ? supplyStartedAt : new Date(startOfMonth(timeZone, due));
    fixedChargesDue.push(...chargesOf(due, tariffInForce(versions, fellDueAt)));
  }
  return { ...state, fixedChargesDue, chargesAccruedThrough: month };
}

const chargesOf = (month: YearMonth, version: TariffVersion | undefined): readonly FixedChargeDue[] =>
  (version?.tariff.fixedCharges ?? []).map((charge, position) => ({ month, position, ...charge }));

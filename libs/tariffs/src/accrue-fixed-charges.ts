import type { FixedChargeDue, SupplyState } from './supply-state.js';
import { tariffInForce, type TariffVersion } from './tariff-version.js';
import { monthAt, startOfMonth } from './time-zone.js';
import { monthIndex, monthOfIndex, type YearMonth } from './year-month.js';

/** A supply that has not been priced for a century is a mistake in its dates. */
const MAX_MONTHS_AT_ONCE = 1_200;

/**
 * Lets the fixed charges fall due that have not yet, up to and with `month`: on the first of each month by the version in force
 * then, and in the month that the supply starts by the version in force when it starts. A month without a version has none, nor has
 * one that began while no meter was on the supply; but for the month in which it goes on, by the version in force when it does.
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
    const fellDueAt = due === startMonth ? supplyStartedAt : firstSupplied(state, due, timeZone);
    if (fellDueAt) fixedChargesDue.push(...chargesOf(due, tariffInForce(versions, fellDueAt)));
  }
  const { pauses: _accounted, ...rest } = state;
  return { ...rest, fixedChargesDue, chargesAccruedThrough: month };
}

/** When a month finds the supply with a meter on it: as it begins, or as the supply goes on in it; undefined where it does neither. */
function firstSupplied({ pauses = [] }: SupplyState, month: YearMonth, timeZone: string): Date | undefined {
  const begins = new Date(startOfMonth(timeZone, month));
  const pause = pauses.find(({ from, until }) => from <= begins && begins < until);
  if (!pause) return begins;
  return monthAt(timeZone, pause.until.getTime()) === month ? pause.until : undefined;
}

const chargesOf = (month: YearMonth, version: TariffVersion | undefined): readonly FixedChargeDue[] =>
  (version?.tariff.fixedCharges ?? []).map((charge, position) => ({ month, position, ...charge }));

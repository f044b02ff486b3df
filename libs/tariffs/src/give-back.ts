import { add, creditTenths, subtract } from '@openprepay/quantities';
import type { VendEffect } from './priced-vend.js';
import type { FixedChargeDue, SupplyState } from './supply-state.js';

/**
 * The state of a supply after a vend of it has failed or been reversed: the units leave the month they were counted in, what
 * was paid of fixed charges is due again, and so are the free units of the month. It commutes with the vends that came after; charges that have fallen due stay due, and
 * debts are the caller's to give back.
 *
 * @param state now, with the vend in it
 * @throws {RangeError} if the month holds fewer units than the vend: the vend was never in this state, or was given back before
 */
export function giveBack(state: SupplyState, { month, unitsTenths, fixedChargesTaken, grant }: VendEffect): SupplyState {
  const counted = state.unitsThisMonth;
  const countedTenths = grant?.countsTowardBlocks === false ? creditTenths(0n) : unitsTenths;
  const tenths = counted.month === month ? subtract(counted.tenths, countedTenths) : counted.tenths;
  if (tenths < 0n) throw new RangeError(`${month} has ${counted.tenths} tenths of units, fewer than the vend to give back`);

  return {
    ...state,
    unitsThisMonth: { month: counted.month, tenths },
    fixedChargesDue: fixedChargesTaken.reduce(addDue, state.fixedChargesDue),
    ...(grant?.kind === 'free-basic' && state.freeUnitsMonth === month ? { freeUnitsMonth: undefined } : {}),
  };
}

/** Joins what is still due of the same charge, or takes its place in the order. */
function addDue(due: readonly FixedChargeDue[], taken: FixedChargeDue): readonly FixedChargeDue[] {
  const next = due.findIndex((charge) => compare(charge, taken) >= 0);
  const index = next === -1 ? due.length : next;
  const found = due[index];
  if (!found || compare(found, taken) !== 0) return due.toSpliced(index, 0, taken);
  return due.with(index, { ...found, grossMinor: add(found.grossMinor, taken.grossMinor) });
}

/** Oldest first, tariff order within a month. */
function compare(left: FixedChargeDue, right: FixedChargeDue): number {
  if (left.month !== right.month) return left.month < right.month ? -1 : 1;
  return left.position - right.position;
}

import { creditTenths } from '@openprepay/quantities';
import type { SupplyState } from '@openprepay/tariffs';
import { fixedChargesFromJson, fixedChargesToJson } from './fixed-charge-json.js';
import type { SupplyRow } from './supply.row.js';

/** The columns that hold a supply's state. */
export type SupplyStateColumns = Pick<
  SupplyRow,
  'unitsMonth' | 'unitsTenths' | 'freeUnitsMonth' | 'chargesAccruedThrough' | 'fixedChargesDue' | 'pauses'
>;

export const stateToRow = ({
  unitsThisMonth,
  freeUnitsMonth,
  chargesAccruedThrough,
  fixedChargesDue,
  pauses = [],
}: SupplyState): SupplyStateColumns => ({
  unitsMonth: unitsThisMonth.month,
  unitsTenths: unitsThisMonth.tenths.toString(),
  freeUnitsMonth: freeUnitsMonth ?? null,
  chargesAccruedThrough: chargesAccruedThrough ?? null,
  fixedChargesDue: fixedChargesToJson(fixedChargesDue),
  pauses: pauses.map(({ from, until }) => ({ from: from.toISOString(), until: until.toISOString() })),
});

export const stateFromRow = (row: SupplyStateColumns & Pick<SupplyRow, 'startedAt'>): SupplyState => ({
  unitsThisMonth: { month: row.unitsMonth, tenths: creditTenths(BigInt(row.unitsTenths)) },
  fixedChargesDue: fixedChargesFromJson(row.fixedChargesDue),
  chargesAccruedThrough: row.chargesAccruedThrough ?? undefined,
  supplyStartedAt: row.startedAt,
  freeUnitsMonth: row.freeUnitsMonth ?? undefined,
  pauses: row.pauses.map(({ from, until }) => ({ from: new Date(from), until: new Date(until) })),
});

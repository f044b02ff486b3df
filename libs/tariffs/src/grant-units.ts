import { add, creditTenths, formatCredit, moneyMinor, type CreditTenths } from '@openprepay/quantities';
import { blocksAfter } from './blocks-after.js';
import type { CompiledTariff } from './compile-tariff.js';
import { enterMonth } from './enter-month.js';
import type { PricedVend, UnitsGrant } from './priced-vend.js';
import type { SupplyState } from './supply-state.js';
import { TariffError } from './tariff-error.js';
import { requireInForce, type TariffVersion } from './tariff-version.js';
import type { YearMonth } from './year-month.js';

/** What is given: the tariff's free units of the month, or units that somebody has decided on. */
export type GrantWanted =
  | { readonly kind: 'free-basic' }
  /** Tenths of a unit, above zero, that one token can hold. They fill no blocks: nobody buys them. */
  | { readonly kind: Exclude<UnitsGrant['kind'], 'free-basic'>; readonly unitsTenths: CreditTenths };

export interface UnitsToGrant {
  /** All versions of the supply's tariff code, in any order. */
  readonly versions: readonly TariffVersion[];
  readonly at: Date;
  readonly state: SupplyState;
  readonly grant: GrantWanted;
}

/**
 * Units for no money: a vend of a tender of nothing and no lines. Fixed charges fall due as for any vend, and stay due; debts are left
 * as they are.
 *
 * @throws {TariffError} `tariffs.free_units_not_due` where the tariff gives none, or has given those of the month;
 *   `tariffs.not_in_force`
 */
export function grantUnits({ versions, at, state, grant }: UnitsToGrant): PricedVend {
  const { version, tariff } = requireInForce(versions, at);
  const supply = enterMonth(state, versions, { at, timeZone: tariff.timeZone });
  const { month, tenths } = supply.unitsThisMonth;
  const { unitsTenths, countsTowardBlocks } = grant.kind === 'free-basic' ? freeUnits(supply, month, tariff) : { ...grant, ...UNCOUNTED };
  const countedTenths = add(tenths, countsTowardBlocks ? unitsTenths : creditTenths(0n));

  return {
    tariff: { code: tariff.document.tariffCode, version },
    currency: tariff.document.currency,
    tenderMinor: moneyMinor(0n),
    lines: [],
    units: formatCredit(unitsTenths),
    unitsTenths,
    month,
    fixedChargesTaken: [],
    grant: { kind: grant.kind, countsTowardBlocks },
    debtsTaken: [],
    blocks: blocksAfter(tariff, month, countedTenths),
    nextState: {
      ...supply,
      unitsThisMonth: { month, tenths: countedTenths },
      ...(grant.kind === 'free-basic' ? { freeUnitsMonth: month } : {}),
    },
  };
}

const UNCOUNTED = { countsTowardBlocks: false } as const;

function freeUnits(
  { freeUnitsMonth }: SupplyState,
  month: YearMonth,
  { freeUnits: given, document }: CompiledTariff,
): { readonly unitsTenths: CreditTenths; readonly countsTowardBlocks: boolean } {
  if (!given) throw new TariffError('tariffs.free_units_not_due', `tariff ${document.tariffCode} gives no free units`);
  if (freeUnitsMonth !== undefined && freeUnitsMonth >= month) {
    throw new TariffError('tariffs.free_units_not_due', `the free units of ${freeUnitsMonth} have been given`);
  }
  return { unitsTenths: given.tenths, countsTowardBlocks: given.countsTowardBlocks };
}

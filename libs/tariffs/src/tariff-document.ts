import type { Commodity } from '@openprepay/sts';

/** How sold units meet `unitStep`; `nearest` is half up. */
export const UNIT_ROUNDINGS = ['down', 'nearest', 'up'] as const;
export type UnitRounding = (typeof UNIT_ROUNDINGS)[number];

/** The code under which `tax.appliesTo` and the lines name the energy itself. */
export const ENERGY_CODE = 'energy';

export interface EnergyBlock {
  /** Units in the calendar month at which the block ends; absent on the last block only. */
  readonly upTo?: string;
  /** Currency per unit, net of tax. */
  readonly rate: string;
}

export interface PerUnitLevy {
  readonly code: string;
  /** Currency per unit, net of tax. */
  readonly perUnit: string;
}

export interface PercentLevy {
  readonly code: string;
  /** Percent of the energy amount. */
  readonly percent: string;
}

export type Levy = PerUnitLevy | PercentLevy;

export interface FixedCharge {
  readonly code: string;
  /** Currency, net of tax. */
  readonly amount: string;
  readonly per: 'month';
}

export interface Tax {
  readonly code: string;
  readonly percent: string;
  /** `energy` and codes of levies and fixed charges. */
  readonly appliesTo: readonly string[];
}

/** What fixed charges and debts together take of a tender at most. */
export interface ChargesCap {
  /** Percent of the tender, above 0 and at most 100. */
  readonly share: string;
}

/** Units that a supply is given once a month for nothing. */
export interface FreeUnits {
  /** Units, one decimal at most, that one token can hold. */
  readonly amount: string;
  readonly per: 'month';
  /** Whether they fill the month's blocks as sold units do; they do not where absent. */
  readonly countsTowardBlocks?: boolean;
}

/**
 * A tariff as it was written, checked: decimals stay the strings they were and what was absent stays absent, so that the
 * document round-trips. `CompiledTariff` has the defaults and the numbers.
 */
export interface TariffDocument {
  readonly tariffCode: string;
  readonly name?: string;
  readonly commodity: Commodity;
  readonly currency: string;
  /** RFC 3339, UTC. */
  readonly validFrom: string;
  /** IANA name; UTC where absent. */
  readonly timeZone?: string;
  readonly energy: { readonly blocks: readonly EnergyBlock[] };
  readonly levies?: readonly Levy[];
  readonly fixedCharges?: readonly FixedCharge[];
  readonly tax?: Tax;
  readonly minimumTender?: string;
  readonly maximumTender?: string;
  /** Units; 0.1 where absent. */
  readonly unitStep?: string;
  /** `down` where absent. */
  readonly unitRounding?: UnitRounding;
  readonly chargesCap?: ChargesCap;
  readonly freeUnits?: FreeUnits;
}

/** The JSON document again: what `parseTariffDocument` read, as fresh plain objects. */
export const formatTariffDocument = (document: TariffDocument): Record<string, unknown> =>
  structuredClone(document) as unknown as Record<string, unknown>;

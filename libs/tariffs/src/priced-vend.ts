import { formatMoney, type CreditTenths, type MoneyMinor } from '@openprepay/quantities';
import type { BlocksAfter } from './blocks-after.js';
import type { DebtTaken } from './debt.js';
import type { FixedChargeDue, SupplyState } from './supply-state.js';
import type { YearMonth } from './year-month.js';

/** Units sold in one block, as the receipt shows them; they add up to the units of the vend. */
export interface BlockUnits {
  readonly units: string;
  readonly rate: string;
}

/** The energy itself. Its amount is the price of its blocks' units and the remainder. */
export interface EnergyLine {
  readonly kind: 'energy';
  readonly code: string;
  readonly blocks: readonly BlockUnits[];
  readonly amountMinor: MoneyMinor;
  /**
   * What the amount has beyond the price of the units, rounded half up once: money that buys less than a step of them. Below zero where
   * units were rounded in the customer's favour. Undefined on a line that was priced before remainders were told.
   */
  readonly remainderMinor?: MoneyMinor;
}

/** One line of the receipt; amounts are smallest units of the currency and add up to the tender. */
export type PricedLine =
  | { readonly kind: 'fixed-charge'; readonly code: string; readonly month: YearMonth; readonly amountMinor: MoneyMinor }
  | { readonly kind: 'debt'; readonly code: string; readonly debtId: string; readonly amountMinor: MoneyMinor }
  | EnergyLine
  | { readonly kind: 'levy'; readonly code: string; readonly amountMinor: MoneyMinor }
  | { readonly kind: 'tax'; readonly code: string; readonly amountMinor: MoneyMinor };

/** Units that were given and not sold. */
export interface UnitsGrant {
  readonly kind: 'free-basic' | 'free-issue' | 'replacement';
  /** Whether they fill the month's blocks. */
  readonly countsTowardBlocks: boolean;
}

/** What a vend did to a supply's state, and all that `giveBack` needs to undo it. */
export interface VendEffect {
  /** The month in whose blocks the units were counted. */
  readonly month: YearMonth;
  readonly unitsTenths: CreditTenths;
  /** `grossMinor` is what this vend paid of the charge. */
  readonly fixedChargesTaken: readonly FixedChargeDue[];
  /** Absent of units that were sold. */
  readonly grant?: UnitsGrant;
}

/** A tender turned into units, line by line. */
export interface PricedVend extends VendEffect {
  readonly tariff: { readonly code: string; readonly version: number };
  readonly currency: string;
  readonly tenderMinor: MoneyMinor;
  readonly lines: readonly PricedLine[];
  /** What the token holds, with one decimal. */
  readonly units: string;
  readonly debtsTaken: readonly DebtTaken[];
  /** Where the month stands with the vend in it. */
  readonly blocks: BlocksAfter;
  readonly nextState: SupplyState;
}

/** A line as the API shows it. */
export interface WireLine {
  readonly kind: PricedLine['kind'];
  readonly code: string;
  readonly amount: string;
  readonly month?: YearMonth;
  readonly blocks?: readonly BlockUnits[];
}

/** The remainder of a priced vend, smallest units of the currency; undefined where none was told. */
export const remainderOf = (lines: readonly PricedLine[]): MoneyMinor | undefined =>
  lines.find((line) => line.kind === 'energy')?.remainderMinor;

/** The lines with decimal amounts, in the shape of the API. */
export const formatLines = (lines: readonly PricedLine[], currency: string): readonly WireLine[] =>
  lines.map((line) => ({
    kind: line.kind,
    code: line.code,
    amount: formatMoney(line.amountMinor, currency),
    ...(line.kind === 'fixed-charge' ? { month: line.month } : {}),
    ...(line.kind === 'energy' ? { blocks: line.blocks } : {}),
  }));

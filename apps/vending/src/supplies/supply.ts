import type { SupplyState } from '@openprepay/tariffs';

/** Where a meter supplies: what it measures, and for which account. */
export interface SupplyPlace {
  readonly meterNumber: string;
  readonly commodity: string;
  /** Undefined: for nobody's account, by itself. */
  readonly accountNumber: string | undefined;
}

/** A supply that no meter is on. */
export interface LeftSupply {
  readonly supplyId: string;
  /** The last meter that was on it. */
  readonly meterNumber: string;
  readonly leftAt: Date;
  readonly state: SupplyState;
}

/**
 * Which of a place's left supplies a meter goes on with: the one it left itself, else the one that was left last, as the meter that
 * replaces it. Undefined where there is none, and a new supply begins.
 */
export function supplyToContinue(left: readonly LeftSupply[], meterNumber: string): LeftSupply | undefined {
  const newestFirst = left.toSorted((one, other) => other.leftAt.getTime() - one.leftAt.getTime());
  return newestFirst.find((supply) => supply.meterNumber === meterNumber) ?? newestFirst[0];
}

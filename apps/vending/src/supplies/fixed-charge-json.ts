import { moneyMinor } from '@openprepay/quantities';
import type { FixedChargeDue } from '@openprepay/tariffs';

/** A fixed charge as JSON holds it: JSON has no bigint. */
export type FixedChargeJson = Omit<FixedChargeDue, 'grossMinor'> & { readonly grossMinor: string };

export const fixedChargesToJson = (charges: readonly FixedChargeDue[]): readonly FixedChargeJson[] =>
  charges.map((charge) => ({ ...charge, grossMinor: charge.grossMinor.toString() }));

export const fixedChargesFromJson = (charges: readonly FixedChargeJson[]): readonly FixedChargeDue[] =>
  charges.map((charge) => ({ ...charge, grossMinor: moneyMinor(BigInt(charge.grossMinor)) }));

import type { PricedVend } from '@openprepay/tariffs';

/** A vendor's float as it was when the group looked. */
export interface SeenFloat {
  readonly currency: string;
  /** What sales may take: the float and what it may go below nothing. */
  readonly availableMinor: bigint;
}

/**
 * What the floats of a group's vendors still cover, sale after sale in the order in which they came. Nothing is held meanwhile: a
 * float that has changed since makes the whole group be sold one by one.
 */
export class FloatsSeen {
  private readonly left = new Map<string, bigint>();

  /** @returns whether the float pays for the sale, which then has its money */
  pay(vendorId: string, float: SeenFloat | undefined, { currency, tenderMinor }: Pick<PricedVend, 'currency' | 'tenderMinor'>): boolean {
    if (float?.currency !== currency) return false;
    const left = (this.left.get(vendorId) ?? float.availableMinor) - tenderMinor;
    if (left < 0n) return false;
    this.left.set(vendorId, left);
    return true;
  }
}

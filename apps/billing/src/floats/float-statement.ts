import type { EventData } from '@openprepay/contracts/event';
import type { VendorFloatStated } from '@openprepay/contracts/vending';
import type { MoneyMinor } from '@openprepay/quantities';

/** What vending says a vendor's float was, as of a receipt and a time of deposits. */
export interface FloatStatement extends EventData<typeof VendorFloatStated> {
  /** When it came; what it counts may still be on its way for a while after. */
  readonly heardAt: Date;
}

/** A float that is not what the ledger says. */
export interface FloatDifference {
  readonly id: string;
  readonly vendorId: string;
  readonly currency: string;
  readonly statedMinor: MoneyMinor;
  readonly bookedMinor: MoneyMinor;
  readonly receiptsThrough: number;
  readonly statedAt: Date;
  readonly foundAt: Date;
  readonly resolvedAt: Date | undefined;
}

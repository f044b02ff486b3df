import type { EventDefinition } from '@openprepay/contracts/event';
import { MeterChanged, VendCompleted, VendorDeposited, VendReversed } from '@openprepay/contracts/vending';
import { AccountPaid, AccountPaymentReversed, VendorWithdrew } from '@openprepay/contracts/vendor-money';

/** One reading of a topic, and what is taken of it; the rest of it is left for another pass, or for nobody. */
export interface Pass {
  readonly topic: string;
  readonly events: readonly EventDefinition[];
}

/**
 * What is read one after the other: meters before what is sold to them, floats before what is paid of them. Sales and what was taken
 * back of them bring money into floats too: what left those otherwise shares the deposits' topic, and is taken last.
 */
export const PASSES: readonly Pass[] = [
  { topic: MeterChanged.topic, events: [MeterChanged] },
  { topic: VendorDeposited.topic, events: [VendorDeposited] },
  { topic: VendCompleted.topic, events: [VendCompleted, VendReversed] },
  { topic: VendorWithdrew.topic, events: [VendorWithdrew, AccountPaid, AccountPaymentReversed] },
];

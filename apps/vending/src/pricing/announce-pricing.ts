import { notify } from '@openprepay/persistence/notifications';
import type { Tx } from '@openprepay/persistence/tx';

/** Where it is heard that a utility's pricing has changed; the payload is the utility. */
export const PRICING_CHANNEL = 'vending_pricing';

/** Wakes the sales that wait to know a price, once the transaction has committed. */
export const announcePricing = (tx: Tx): Promise<void> => notify(tx, PRICING_CHANNEL, tx.utility);

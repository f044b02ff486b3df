import { z } from 'zod';
import { defineEvent } from './event.js';
import { openEnum } from './open-enum.js';
import * as wire from './wire.js';

/** What a sale has earned its vendor, by which version of its terms. Each part is above zero. */
export const vendCommission = z.object({
  version: z.int().positive(),
  parts: z.array(
    z.object({
      kind: openEnum(['credit', 'debt', 'free-basic'], 'it is booked under its name'),
      amountMinor: wire.moneyMinor,
    }),
  ),
});

/** Money of a vendor's float that was paid back to it. Once per withdrawal. */
export const VendorWithdrew = defineEvent({
  type: 'vending.vendor.withdrew',
  topic: 'vending.vendors.v1',
  data: z.object({
    withdrawalId: z.uuid(),
    vendorId: z.uuid(),
    amountMinor: wire.moneyMinor,
    currency: wire.currency,
    reference: z.string().optional(),
    withdrawnAt: wire.instant,
  }),
  key: (data) => data.vendorId,
});

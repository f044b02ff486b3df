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
    /** What only vending asks about: with it, whoever repeats the request finds the withdrawal also where its database has lost it. */
    request: z
      .object({
        idempotencyKey: z.string(),
        /** Whose key it is. */
        subject: z.string(),
        username: z.string(),
        reason: z.string().optional(),
        /** Where it took two people. */
        approvedBy: z.string().optional(),
      })
      .optional(),
  }),
  key: (data) => data.vendorId,
});

/**
 * A customer paid debts at a vendor without buying units, out of the vendor's float. Once per payment, under a receipt number in the
 * series of the vends'. The debts add up to the amount.
 */
export const AccountPaid = defineEvent({
  type: 'vending.account.paid',
  topic: 'vending.vendors.v1',
  data: z.object({
    paymentId: z.uuid(),
    receiptNumber: z.string(),
    vendorId: z.uuid(),
    accountNumber: wire.accountNumber,
    /** By which the account was named. */
    meterNumber: wire.meterNumber.optional(),
    currency: wire.currency,
    amountMinor: wire.moneyMinor,
    paymentMethod: z.string(),
    debts: z.array(z.object({ debtId: z.uuid(), code: wire.shortCode, amountMinor: wire.moneyMinor, leftMinor: wire.moneyMinor })).min(1),
    /** What it has earned its vendor, out of the utility's money: it is in the float. */
    commission: vendCommission.optional(),
    paidAt: wire.instant,
    /** Where debts of one code alone were meant. */
    code: wire.shortCode.optional(),
    /** What only vending asks about: with it, it can put back a payment that its own database has lost. */
    idempotencyKey: z.string(),
    takenBy: z.string(),
  }),
  key: (data) => data.vendorId,
});

/** A payment of debts at a vendor was taken back. Once per payment, under a receipt number of its own. */
export const AccountPaymentReversed = defineEvent({
  type: 'vending.account-payment.reversed',
  topic: 'vending.vendors.v1',
  data: z.object({
    reversalId: z.uuid(),
    receiptNumber: z.string(),
    reversedAt: wire.instant,
    reason: z.string().max(500),
    requestedBy: z.string(),
    /** Where it took two people. */
    approvedBy: z.string().optional(),
    /** As it was taken: it can be booked and taken back whichever of the two is heard first. */
    payment: AccountPaid.data,
  }),
  key: (data) => data.payment.vendorId,
});

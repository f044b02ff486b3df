import { BASE_DATES } from '@openprepay/sts';
import { z } from 'zod';
import { defineEvent } from './event.js';
import { issuedToken, keyChangeToken } from './key-management.js';
import { closedEnum, openEnum } from './open-enum.js';
import { requestSeal } from './signed-request.js';
import { unitsIssue } from './units-issue.js';
import { tokenRequest } from './vault-request.js';
import { vendCommission } from './vendor-money.js';
import * as wire from './wire.js';

/** A vend or an order needs tokens. `requestId` is its id: the vault issues once per request, whatever repeats. */
export const TokenRequested = defineEvent({
  type: 'vending.token.requested',
  topic: 'vending.token-requests.v1',
  data: tokenRequest.extend({ requestedAt: wire.instant, ...requestSeal }),
  key: (data) => data.meterPan,
});

/**
 * Somebody waits at a till for the token of a vend, and the vault still has others to see to that nobody waits for any more: the same
 * request once more, by a way on which it is behind none of those. It is asked for as every other is, too.
 */
export const TokenAwaited = defineEvent({
  type: 'vending.token.awaited',
  topic: 'vending.awaited-tokens.v1',
  data: TokenRequested.data,
  key: (data) => data.meterPan,
});

/**
 * A vend is to come to nothing if it has no answer yet: the vault refuses its request for good, also one that comes later, or says
 * again what it has answered. It carries the whole request, which is known by its content.
 */
export const TokenRequestCancelled = defineEvent({
  type: 'vending.token-request.cancelled',
  topic: 'vending.token-requests.v1',
  data: tokenRequest.extend({ cancelledAt: wire.instant, reason: z.string().max(500), ...requestSeal }),
  key: (data) => data.meterPan,
});

/**
 * A point of service as it now is; the topic is compacted, so the last one per meter is the meter. A lower revision never
 * overwrites a higher one; before there were revisions it was the time that told, and none counts as 0.
 */
export const MeterChanged = defineEvent({
  type: 'vending.meter.changed',
  topic: 'vending.meters.v1',
  data: wire.meterKeyData.extend({
    encryptionAlgorithm: openEnum(wire.encryptionAlgorithm.options, 'the meter is kept, and its tokens verified once it is known'),
    decoderKeyAlgorithm: openEnum(wire.decoderKeyAlgorithm.options, 'the meter is kept: it is the keys that decide'),
    baseDate: closedEnum(BASE_DATES, 'they are decades apart, each known long before the first meter has it'),
    meterId: z.uuid(),
    commodity: openEnum(wire.commodity.options, 'the meter is kept, with its name'),
    accountNumber: wire.accountNumber.optional(),
    /** As the utility's catalogue names it. */
    modelCode: wire.shortCode.optional(),
    /** The part of the network that it hangs on. */
    networkNode: wire.shortCode.optional(),
    /** The meter whose place it took. */
    replaces: wire.meterNumber.optional(),
    /** The meter that took its place: nothing is made for this one any more. */
    replacedBy: wire.meterNumber.optional(),
    revision: wire.revision.optional(),
    changedAt: wire.instant,
  }),
  key: (data) => data.meterPan,
});

/** A part of the network as it now is, by what it is fed; the topic is compacted. A lower revision never overwrites a higher one. */
export const NetworkNodeChanged = defineEvent({
  type: 'vending.network-node.changed',
  topic: 'vending.network.v1',
  data: z.object({
    code: wire.shortCode,
    kind: openEnum(['zone', 'feeder', 'transformer', 'pole'], 'it is kept: what feeds what is all that is asked of it'),
    /** Absent where nothing known feeds it. */
    parent: wire.shortCode.optional(),
    revision: wire.revision,
    changedAt: wire.instant,
  }),
  key: (data, utility) => `${utility}/${data.code}`,
});

/** One line of a priced vend, in the smallest unit of the vend's currency. */
export const vendLine = z.object({
  kind: closedEnum(['fixed-charge', 'debt', 'energy', 'levy', 'tax'], 'the books do not know which account it belongs to'),
  code: wire.shortCode,
  /** The energy line may fall below zero by the halves of rounded levies and taxes, where energy costs next to nothing. */
  amountMinor: wire.signedMoneyMinor,
  /** The calendar month a fixed charge was due for, YYYY-MM. */
  month: z.string().optional(),
  debtId: z.uuid().optional(),
  blocks: z.array(z.object({ units: z.string(), rate: z.string() })).optional(),
  /**
   * Of an energy line: what its amount has beyond the price of the units of its blocks. Below zero where units were rounded in the
   * customer's favour; absent on vends of before remainders were told.
   */
  remainderMinor: wire.signedMoneyMinor.optional(),
});
export type VendLine = z.output<typeof vendLine>;

/** Why units were given, and whether they fill the blocks of their month. */
const unitsGrant = z.object({
  kind: closedEnum(['free-basic', 'free-issue', 'replacement'], 'whoever puts a vend back must know what it did to its supply'),
  countsTowardBlocks: z.boolean(),
});

/** Money came in and a token set went out. Once per vend, never for reprints. The lines add up to the tender. */
export const VendCompleted = defineEvent({
  type: 'vending.vend.completed',
  topic: 'vending.vends.v1',
  data: z.object({
    vendId: z.uuid(),
    receiptNumber: z.string(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    commodity: openEnum(wire.commodity.options, 'its sales are booked under its name'),
    accountNumber: wire.accountNumber.optional(),
    vendorId: z.uuid().optional(),
    currency: wire.currency,
    tenderMinor: wire.moneyMinor,
    paymentMethod: z.string(),
    unitsTenths: wire.creditTenths,
    /** Of units that were given and not sold, for a tender of nothing and without lines; absent of a sale. */
    grant: unitsGrant.optional(),
    lines: z.array(vendLine),
    tariff: z.object({ code: wire.shortCode, version: z.int().positive() }),
    tokens: z.array(issuedToken),
    /** The set that the meter takes before them, where it has not confirmed its new key yet. */
    keyChangeTokens: z.array(keyChangeToken).optional(),
    /** What the sale has earned its vendor, out of the utility's money: it is in the float. */
    commission: vendCommission.optional(),
    completedAt: wire.instant,
    /** What only vending asks about: with it, it can put back a vend that its own database has lost. */
    sale: z
      .object({
        idempotencyKey: z.string(),
        soldBy: z.string(),
        acceptedAt: wire.instant,
        sampleTables: z.boolean(),
        /** Of a sale for units: how many were asked for. */
        unitsAskedTenths: wire.creditTenths.optional(),
        /** Where the month stood in the blocks, the vend included. */
        blocks: z
          .object({
            month: z.string(),
            unitsThisMonth: z.string(),
            remainingInBlock: z.string().optional(),
            nextRate: z.string().optional(),
          })
          .optional(),
        /** Of units that somebody has decided on. */
        issue: unitsIssue.optional(),
      })
      .optional(),
  }),
  key: (data) => data.meterPan,
});

/**
 * A completed vend was taken back: money, units, charges and debts are as if it had not been. Once per vend, under a receipt number of
 * its own in the series of the vends'. The token is not made void by it: whoever sends tokens to meters sends this one no more.
 */
export const VendReversed = defineEvent({
  type: 'vending.vend.reversed',
  topic: 'vending.vends.v1',
  data: z.object({
    reversalId: z.uuid(),
    receiptNumber: z.string(),
    reversedAt: wire.instant,
    reason: z.string().max(500),
    requestedBy: z.string(),
    /** Where it took two people. */
    approvedBy: z.string().optional(),
    /** As it was completed: it can be booked and taken back whichever of the two is heard first. */
    vend: VendCompleted.data,
  }),
  key: (data) => data.vend.meterPan,
});

/** A management token was made for a meter because somebody has ordered it. Once per order. */
export const TokenOrderCompleted = defineEvent({
  type: 'vending.token-order.completed',
  topic: 'vending.vends.v1',
  data: z.object({
    orderId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    tokens: z.array(issuedToken).min(1),
    completedAt: wire.instant,
  }),
  key: (data) => data.meterPan,
});

/** A set for another key was made for a meter, whose key data is the new one from now on. Once per key change. */
export const KeyChangeCompleted = defineEvent({
  type: 'vending.key-change.completed',
  topic: 'vending.vends.v1',
  data: z.object({
    keyChangeId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    tokens: z.array(keyChangeToken).min(2).max(4),
    /** The set is not sent to the meter: it goes in front of a vend, or is entered by hand. */
    byHand: z.boolean().optional(),
    completedAt: wire.instant,
  }),
  key: (data) => data.meterPan,
});

/** The meter is not to take the set: it has the key again that it had. */
export const KeyChangeCancelled = defineEvent({
  type: 'vending.key-change.cancelled',
  topic: 'vending.vends.v1',
  data: z.object({
    keyChangeId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    cancelledAt: wire.instant,
  }),
  key: (data) => data.meterPan,
});

/** The vault refused: nothing was sold, the money lines and the float were given back in the same transaction. */
export const VendFailed = defineEvent({
  type: 'vending.vend.failed',
  topic: 'vending.vends.v1',
  data: z.object({
    vendId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    vendorId: z.uuid().optional(),
    currency: wire.currency,
    tenderMinor: wire.moneyMinor,
    code: z.string(),
    failedAt: wire.instant,
  }),
  key: (data) => data.meterPan,
});

/** A vend has waited for its answer longer than any vault takes: somebody must look. It may still end either way. */
export const VendStuck = defineEvent({
  type: 'vending.vend.stuck',
  topic: 'vending.vends.v1',
  data: z.object({
    vendId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    vendorId: z.uuid().optional(),
    currency: wire.currency,
    tenderMinor: wire.moneyMinor,
    acceptedAt: wire.instant,
    stuckSince: wire.instant,
  }),
  key: (data) => data.meterPan,
});

/** Money paid in for a vendor's float; `reference` is the bank's, unique per utility. */
export const VendorDeposited = defineEvent({
  type: 'vending.vendor.deposited',
  topic: 'vending.vendors.v1',
  data: z.object({
    depositId: z.uuid(),
    vendorId: z.uuid(),
    vendorName: z.string(),
    amountMinor: wire.moneyMinor,
    currency: wire.currency,
    reference: z.string(),
    depositedAt: wire.instant,
    /** Whose word it is, and who has confirmed it where it took two people. */
    depositedBy: z.string().optional(),
    approvedBy: z.string().optional(),
  }),
  key: (data) => data.vendorId,
});

/** Vending has stored what billing published for an account up to `revision`; billing's callers wait for this. */
export const PricingApplied = defineEvent({
  type: 'vending.pricing.applied',
  topic: 'vending.pricing-applied.v1',
  data: z.object({ accountNumber: wire.accountNumber, revision: z.int().nonnegative(), appliedAt: wire.instant }),
  key: (data) => data.accountNumber,
});

/** Vending has stored a tariff version: it prices by it from its `validFrom`. Said again where billing has not heard it. */
export const TariffApplied = defineEvent({
  type: 'vending.tariff.applied',
  topic: 'vending.pricing-applied.v1',
  data: z.object({ tariffCode: wire.shortCode, version: z.int().positive(), appliedAt: wire.instant }),
  key: (data) => data.tariffCode,
});

/** Receipts of a utility are 1, 2, 3, … without a gap: so many there are by now. The books miss none of them, or ask for it. */
export const ReceiptsStated = defineEvent({
  type: 'vending.receipts.stated',
  topic: 'vending.statements.v1',
  data: z.object({ receiptsThrough: z.int().nonnegative(), statedAt: wire.instant }),
  key: (_data, utility) => utility,
});

/**
 * What a vendor's float was, vends that wait for their token left out: with the vends of all receipts up to `receiptsThrough` and
 * the deposits and withdrawals made before `depositsBefore`. The books must come to the same.
 */
export const VendorFloatStated = defineEvent({
  type: 'vending.vendor-float.stated',
  topic: 'vending.statements.v1',
  data: z.object({
    vendorId: z.uuid(),
    currency: wire.currency,
    floatMinor: wire.signedMoneyMinor,
    receiptsThrough: z.int().nonnegative(),
    depositsBefore: wire.instant,
    statedAt: wire.instant,
  }),
  key: (data) => data.vendorId,
});

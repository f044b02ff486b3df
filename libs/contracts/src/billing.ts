import { z } from 'zod';
import { defineEvent } from './event.js';
import { closedEnum } from './open-enum.js';
import * as wire from './wire.js';

const topic = 'billing.pricing.v1';

/** A tariff version to price by. `document` is that of docs/tariffs.md, exactly as `libs/tariffs` reads it. */
export const TariffPublished = defineEvent({
  type: 'billing.tariff.published',
  topic,
  data: z.object({
    tariffCode: wire.shortCode,
    version: z.int().positive(),
    document: z.record(z.string(), z.unknown()),
    publishedAt: wire.instant,
  }),
  key: (data, utility) => `${utility}/tariff/${data.tariffCode}/${data.version}`,
});

/**
 * The tariff of meters that have no account, or whose account names none. One per commodity. A lower revision never overwrites a
 * higher one; before there were revisions it was the time that told, and none counts as 0.
 */
export const DefaultTariffChanged = defineEvent({
  type: 'billing.default-tariff.changed',
  topic,
  data: z.object({
    commodity: closedEnum(wire.commodity.options, 'nothing can be priced in its unit'),
    tariffCode: wire.shortCode,
    revision: wire.revision.optional(),
    changedAt: wire.instant,
  }),
  key: (data, utility) => `${utility}/default/${data.commodity}`,
});

/**
 * What a debt is, not what is left of it: vending takes recoveries in the vend's transaction, so
 * outstanding = charged − settled elsewhere − what vending itself has recovered. Snapshots never race with vends.
 */
export const pricedDebt = z.object({
  debtId: z.uuid(),
  code: wire.shortCode,
  chargedMinor: wire.moneyMinor,
  settledElsewhereMinor: wire.moneyMinor,
  recovery: z.union([z.strictObject({ share: wire.decimalText }), z.strictObject({ amountMinor: wire.moneyMinor })]),
});
export type PricedDebt = z.output<typeof pricedDebt>;

/** An account's whole pricing as of `revision`; debts in priority order. An older revision never overwrites a newer. */
export const AccountPricingChanged = defineEvent({
  type: 'billing.account-pricing.changed',
  topic,
  data: z.object({
    accountNumber: wire.accountNumber,
    revision: z.int().nonnegative(),
    currency: wire.currency,
    tariffCode: wire.shortCode.optional(),
    debts: z.array(pricedDebt),
    changedAt: wire.instant,
  }),
  key: (data, utility) => `${utility}/account/${data.accountNumber}`,
});

/**
 * What a utility's pricing comes to at `asOf`: whoever prices by a copy of it tells by this whether the copy can be trusted.
 * An earlier one never overwrites a later one.
 */
export const PricingHeartbeat = defineEvent({
  type: 'billing.pricing.heartbeat',
  topic,
  data: z.object({
    asOf: wire.instant,
    /** Until then no tariff version begins that was not published, or is not named here; absent where one may begin at any time. */
    completeUntil: wire.instant.optional(),
    /** Versions that vending has not said to have, whichever begins first before the others. */
    unconfirmed: z.array(z.object({ tariffCode: wire.shortCode, version: z.int().positive(), validFrom: wire.instant })),
    /** The revision of each commodity's default tariff. */
    defaults: z.array(
      z.object({ commodity: closedEnum(wire.commodity.options, 'nothing can be priced in its unit'), revision: z.int().nonnegative() }),
    ),
  }),
  key: (_data, utility) => `${utility}/heartbeat`,
});

/** Ranges of receipts that one event asks for at most. */
export const MAX_MISSING_RANGES = 100;
/** Receipts that one event asks for at most. */
export const MAX_MISSING_RECEIPTS = 500;

/** Vends with these receipts never reached the books: vending publishes them again. Both ends of a range belong to it. */
export const ReceiptsMissing = defineEvent({
  type: 'billing.receipts.missing',
  topic: 'billing.receipts.v1',
  data: z.object({
    receipts: z
      .array(z.object({ first: z.int().positive(), last: z.int().positive() }))
      .min(1)
      .max(MAX_MISSING_RANGES),
    askedAt: wire.instant,
  }),
  key: (_data, utility) => utility,
});

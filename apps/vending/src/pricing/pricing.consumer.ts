import { AccountPricingChanged, DefaultTariffChanged, TariffPublished } from '@openprepay/contracts/billing';
import { consume, consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { ApplyPricing } from './apply-pricing.js';

/** In no order: revisions and dates tell what is newer, so nothing need wait behind what cannot be taken. */
const options = { group: 'vending.pricing', order: 'none' } as const;

/** Billing's pricing into this service's own copy. */
export const pricingConsumers = (applyPricing: ApplyPricing): readonly ConsumerDefinition[] => [
  consume(TariffPublished, options, ({ data }, tx) => applyPricing.tariff(tx, data)),
  consume(DefaultTariffChanged, options, ({ data }, tx) => applyPricing.defaultTariff(tx, data.commodity, data)),
  consumeBatch(AccountPricingChanged, options, (events, tx) =>
    applyPricing.accounts(
      tx,
      events.map((event) => ({ ...event.data, tariffCode: event.data.tariffCode, cause: event })),
    ),
  ),
];

import { AccountPricingChanged, DefaultTariffChanged, PricingHeartbeat, TariffPublished } from '@openprepay/contracts/billing';
import { consume, consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import { caused } from '@openprepay/messaging/outbox';
import type { StoreAccountPricing } from './store-account-pricing.js';
import type { StoreDefaultTariff } from './store-default-tariff.js';
import type { StoreHeartbeat } from './store-heartbeat.js';
import type { StoreTariff } from './store-tariff.js';

/** In no order: revisions and dates tell what is newer, so nothing need wait behind what cannot be taken. */
const options = { group: 'vending.pricing', order: 'none', money: true } as const;

/** Billing's pricing into this service's own copy. */
export const pricingConsumers = (
  storeTariff: StoreTariff,
  storeDefaultTariff: StoreDefaultTariff,
  storeAccountPricing: StoreAccountPricing,
): readonly ConsumerDefinition[] => [
  consume(TariffPublished, options, (event, tx) => storeTariff.execute(tx, caused(event))),
  consume(DefaultTariffChanged, options, ({ data }, tx) => storeDefaultTariff.execute(tx, data)),
  consumeBatch(AccountPricingChanged, options, (events, tx) =>
    storeAccountPricing.execute(
      tx,
      events.map((event) => caused(event)),
    ),
  ),
];

/** And how far the copy can be trusted. */
export const heartbeatConsumers = (storeHeartbeat: StoreHeartbeat): readonly ConsumerDefinition[] => [
  consume(PricingHeartbeat, options, (event, tx) => storeHeartbeat.execute(tx, caused(event))),
];

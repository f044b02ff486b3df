import { PricingApplied } from '@openprepay/contracts/vending';
import { consume, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { NotePricingApplied } from './note-pricing-applied.js';

export const pricingAppliedConsumers = (notePricingApplied: NotePricingApplied): readonly ConsumerDefinition[] => [
  consume(PricingApplied, { group: 'billing.note-pricing-applied' }, ({ data }, tx) => notePricingApplied.execute(tx, data)),
];

import { PricingApplied, TariffApplied } from '@openprepay/contracts/vending';
import { consume, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { NoteTariffApplied } from '../tariffs/note-tariff-applied.js';
import type { NotePricingApplied } from './note-pricing-applied.js';

const options = { group: 'billing.note-pricing-applied' } as const;

export const pricingAppliedConsumers = (
  notePricingApplied: NotePricingApplied,
  noteTariffApplied: NoteTariffApplied,
): readonly ConsumerDefinition[] => [
  consume(PricingApplied, options, ({ data }, tx) => notePricingApplied.execute(tx, data)),
  consume(TariffApplied, options, ({ data }, tx) => noteTariffApplied.execute(tx, data)),
];

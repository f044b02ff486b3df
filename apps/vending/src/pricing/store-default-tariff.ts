import type { Tx } from '@openprepay/persistence/tx';
import { announcePricing } from './announce-pricing.js';
import type { DefaultTariff, DefaultTariffRepository } from './default-tariff.repository.js';

/** Keeps this service's copy of which tariff meters have whose account names none. */
export class StoreDefaultTariff {
  constructor(private readonly defaults: DefaultTariffRepository) {}

  async execute(tx: Tx, chosen: DefaultTariff): Promise<void> {
    await this.defaults.store(tx, chosen);
    await announcePricing(tx);
  }
}

import type { Tx } from '@openprepay/persistence/tx';
import { parseTariffDocument } from '@openprepay/tariffs';
import { announcePricing } from './announce-pricing.js';
import type { StoredTariffVersion, TariffVersionRepository } from './tariff-version.repository.js';

/** Keeps this service's copy of a tariff version that billing has published. */
export class StoreTariff {
  constructor(private readonly versions: TariffVersionRepository) {}

  /** @throws {TariffError} `tariffs.document_invalid` */
  async execute(tx: Tx, { version, document }: StoredTariffVersion): Promise<void> {
    await this.versions.store(tx, version, parseTariffDocument(document));
    await announcePricing(tx);
  }
}

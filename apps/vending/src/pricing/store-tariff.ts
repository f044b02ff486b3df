import { TariffApplied } from '@openprepay/contracts/vending';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { parseTariffDocument } from '@openprepay/tariffs';
import { announcePricing } from './announce-pricing.js';
import type { StoredTariffVersion, TariffVersionRepository } from './tariff-version.repository.js';

/** Keeps this service's copy of a tariff version that billing has published, and tells billing that it is here. */
export class StoreTariff {
  constructor(
    private readonly versions: TariffVersionRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {TariffError} `tariffs.document_invalid` */
  async execute(tx: Tx, { version, document, cause }: Caused<StoredTariffVersion>): Promise<void> {
    const tariff = parseTariffDocument(document);
    await this.versions.store(tx, version, tariff);
    const applied = { tariffCode: tariff.tariffCode, version, appliedAt: this.clock.now() };
    await this.outbox.appendAll(tx, TariffApplied, [{ data: applied, cause }]);
    await announcePricing(tx);
  }
}

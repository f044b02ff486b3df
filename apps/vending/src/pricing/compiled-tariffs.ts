import { BoundedMap } from '@openprepay/pace/bounded-map';
import type { Tx } from '@openprepay/persistence/tx';
import { compileTariff, parseTariffDocument, type TariffVersion } from '@openprepay/tariffs';
import type { TariffVersionRepository } from './tariff-version.repository.js';

/** Tariff codes of all utilities that are kept compiled. */
const MAX_KEPT_TARIFFS = 1_000;

/** Tariffs, compiled once per process. Versions never change, so what is kept is stale only when there are more of them. */
export class CompiledTariffs {
  private readonly kept = new BoundedMap<string, readonly TariffVersion[]>(MAX_KEPT_TARIFFS);

  constructor(private readonly stored: TariffVersionRepository) {}

  /** @param count versions that the code is known to have */
  async versions(tx: Tx, tariffCode: string, count: number): Promise<readonly TariffVersion[]> {
    const key = `${tx.utility}/${tariffCode}`;
    const kept = this.kept.get(key);
    if (kept && kept.length >= count) return kept;
    const versions = await this.load(tx, tariffCode);
    this.kept.set(key, versions);
    return versions;
  }

  private async load(tx: Tx, tariffCode: string): Promise<readonly TariffVersion[]> {
    const stored = await this.stored.ofTariff(tx, tariffCode);
    return stored.map(({ version, document }) => ({ version, tariff: compileTariff(parseTariffDocument(document)) }));
  }
}

import type { Tx } from '@openprepay/persistence/tx';
import { compileTariff, parseTariffDocument, type TariffVersion } from '@openprepay/tariffs';
import type { PricingRepository } from './pricing.repository.js';

/** Tariff codes of all utilities that are kept compiled; the least recently used one makes room. */
const MAX_KEPT_TARIFFS = 1_000;

/** Compiled tariffs. Versions never change, so what is kept is stale only when there are more of them. */
export class TariffBook {
  private readonly kept = new Map<string, readonly TariffVersion[]>();

  constructor(private readonly pricing: PricingRepository) {}

  /** @param count versions that the code is known to have */
  async versions(tx: Tx, tariffCode: string, count: number): Promise<readonly TariffVersion[]> {
    const key = `${tx.utility}/${tariffCode}`;
    const kept = this.kept.get(key);
    const versions = kept && kept.length >= count ? kept : await this.load(tx, tariffCode);
    this.keep(key, versions);
    return versions;
  }

  private async load(tx: Tx, tariffCode: string): Promise<readonly TariffVersion[]> {
    const stored = await this.pricing.tariffVersions(tx, tariffCode);
    return stored.map(({ version, document }) => ({ version, tariff: compileTariff(parseTariffDocument(document)) }));
  }

  /** A Map keeps its keys in the order they were set: the first is the one unused for longest. */
  private keep(key: string, versions: readonly TariffVersion[]): void {
    this.kept.delete(key);
    this.kept.set(key, versions);
    if (this.kept.size <= MAX_KEPT_TARIFFS) return;
    const oldest = this.kept.keys().next();
    if (!oldest.done) this.kept.delete(oldest.value);
  }
}

import type { Tx } from '@openprepay/persistence/tx';
import { type KnownMeter, latestOf } from './known-meter.js';
import type { KnownMeterRepository } from './known-meter.repository.js';

/** Keeps how vending describes meters; each description carries its revision, so neither order nor repetition matters. */
export class RememberMeters {
  constructor(private readonly meters: KnownMeterRepository) {}

  async execute(tx: Tx, described: readonly KnownMeter[]): Promise<void> {
    await this.meters.saveAll(tx, latestOf(described));
  }
}

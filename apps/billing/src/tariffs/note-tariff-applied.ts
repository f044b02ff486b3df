import type { EventData } from '@openprepay/contracts/event';
import type { TariffApplied } from '@openprepay/contracts/vending';
import { notify } from '@openprepay/persistence/notifications';
import type { Tx } from '@openprepay/persistence/tx';
import type { TariffRepository } from './tariff.repository.js';

export const TARIFF_APPLIED_CHANNEL = 'tariff_applied';

export const tariffAppliedPayload = (utility: string, { tariffCode, version }: { readonly tariffCode: string; readonly version: number }) =>
  `${utility}/${tariffCode}/${version}`;

/** Vending has stored a tariff version: those who wait for it may answer. */
export class NoteTariffApplied {
  constructor(private readonly tariffs: TariffRepository) {}

  async execute(tx: Tx, applied: EventData<typeof TariffApplied>): Promise<void> {
    await this.tariffs.noteApplied(tx, applied);
    await notify(tx, TARIFF_APPLIED_CHANNEL, tariffAppliedPayload(tx.utility, applied));
  }
}

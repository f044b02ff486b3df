import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import type { Notifications } from '@openprepay/persistence/notifications';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { TARIFF_APPLIED_CHANNEL, tariffAppliedPayload } from './note-tariff-applied.js';
import type { PublishedTariff } from './tariff.js';
import type { TariffRepository } from './tariff.repository.js';
import type { TariffSettings } from './tariff-settings.js';

/** A version that begins later than this is not waited for: vending will have it long before. */
const SOON_MS = 60_000;

/**
 * Waits until vending has a later version of a tariff that begins soon, so that whoever was answered can sell by it. A first version is
 * not waited for: a sale waits for it by itself. It is stored in any case: when time runs out the answer is only early, and says so.
 */
export class AwaitTariffApplied {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tariffs: TariffRepository,
    private readonly notifications: Notifications,
    private readonly settings: TariffSettings,
    private readonly clock: Clock,
  ) {}

  async execute({ utility }: Principal, published: PublishedTariff): Promise<PublishedTariff> {
    const { version, document } = published;
    if (version === 1 || Date.parse(document.validFrom) > this.clock.now().getTime() + SOON_MS) return published;

    const named = { tariffCode: document.tariffCode, version };
    const appliedAt = await this.notifications.waitFor({
      channel: TARIFF_APPLIED_CHANNEL,
      payload: tariffAppliedPayload(utility, named),
      timeoutMs: this.settings.appliedWaitMs,
      check: () => this.unitOfWork.run(utility, (tx) => this.tariffs.appliedAt(tx, named)),
    });
    return { ...published, ...present({ appliedAt }) };
  }
}

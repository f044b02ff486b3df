import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { limits } from '../telemetry-limits.js';
import type { DeliveryRepository } from './delivery.repository.js';
import type { SettleDelivery } from './settle-delivery.js';

/** Gives up what no meter answered in time. */
export class ExpireDeliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deliveries: DeliveryRepository,
    private readonly settleDelivery: SettleDelivery,
    private readonly clock: Clock,
  ) {}

  /** @returns how many deliveries were given up */
  async execute(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const at = this.clock.now();
      const expired = await this.deliveries.takeExpired(tx, at, limits.deliveries.perRound);
      for (const delivery of expired) {
        const settlement = { delivery, end: { state: 'expired', code: 'expired' }, verdicts: delivery.verdicts, at } as const;
        await inUtility(tx, delivery.utility, (owned) => this.settleDelivery.execute(owned, settlement));
      }
      return expired.length;
    });
  }
}

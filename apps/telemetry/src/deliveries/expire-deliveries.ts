import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { limits } from '../telemetry-limits.js';
import type { DeliveryRepository } from './delivery.repository.js';
import type { SettleDelivery } from './settle-delivery.js';

/** Gives up what no meter answered in time, as the database's clock has it. */
export class ExpireDeliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deliveries: DeliveryRepository,
    private readonly settleDelivery: SettleDelivery,
  ) {}

  /** @returns how many deliveries were given up */
  async execute(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const expired = await this.deliveries.takeExpired(tx, limits.deliveries.perRound);
      for (const { delivery, at } of expired) {
        const settlement = { delivery, end: { state: 'expired', code: 'expired' }, verdicts: delivery.verdicts, at } as const;
        await inUtility(tx, delivery.utility, (owned) => this.settleDelivery.execute(owned, settlement));
      }
      return expired.length;
    });
  }
}

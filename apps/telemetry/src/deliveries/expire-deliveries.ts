import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { sharedOut } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import { limits } from '../telemetry-limits.js';
import type { DeliveryRepository } from './delivery.repository.js';
import type { SettleDelivery } from './settle-delivery.js';

/** Gives up what no meter answered in time, as the database's clock has it. */
export class ExpireDeliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deliveries: DeliveryRepository,
    private readonly settleDelivery: SettleDelivery,
    private readonly logger: Logger,
  ) {}

  /** What fails for one utility keeps no other waiting. @returns how many deliveries were given up */
  async execute(): Promise<number> {
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.deliveries.utilitiesWithExpired(tx));
    return sharedOut(this.logger, { task: 'expired deliveries', utilities, limit: limits.deliveries.perRound }, (utility, limit) =>
      this.unitOfWork.run(utility, async (tx) => {
        const expired = await this.deliveries.takeExpired(tx, limit);
        for (const { delivery, at } of expired) {
          const settlement = { delivery, end: { state: 'expired', code: 'expired' }, verdicts: delivery.verdicts, at } as const;
          await this.settleDelivery.execute(tx, settlement);
        }
        return expired.length;
      }),
    );
  }
}

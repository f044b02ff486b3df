import type { Notifications } from '@openprepay/persistence/notifications';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { readMeterNumber } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { PRICING_CHANNEL } from '../pricing/announce-pricing.js';
import { isPricingKnown } from '../pricing/supply-pricing.js';
import type { SaleRepository } from './sale.repository.js';

/** Waits until billing's events have told how a meter is priced. */
export class PricingKnowledge {
  constructor(
    private readonly notifications: Notifications,
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly sales: SaleRepository,
    /** Longest wait. */
    private readonly waitMs: number,
  ) {}

  /** @returns whether it is known; false when the time is up */
  async await(utility: string, meterNumber: string): Promise<boolean> {
    const number = readMeterNumber(meterNumber).meterNumber;
    const check = async (): Promise<true | undefined> => ((await this.isKnown(utility, number)) ? true : undefined);
    return (await this.notifications.waitFor({ channel: PRICING_CHANNEL, payload: utility, timeoutMs: this.waitMs, check })) ?? false;
  }

  private isKnown(utility: string, meterNumber: string): Promise<boolean> {
    return this.unitOfWork.run(utility, async (tx) => {
      const meter = await this.meters.find(tx, meterNumber);
      return meter !== undefined && isPricingKnown(await this.sales.supply(tx, meter));
    });
  }
}

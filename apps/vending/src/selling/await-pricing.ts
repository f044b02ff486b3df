import type { Principal } from '@openprepay/contracts/identity';
import type { Notifications } from '@openprepay/persistence/notifications';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterRepository } from '../meters/meter.repository.js';
import { PRICING_CHANNEL } from '../pricing/announce-pricing.js';
import { isSufficient } from '../pricing/known-pricing.js';
import { VendingError } from '../vending-error.js';
import { PRICING_UNKNOWN, type PricingUnknown } from './price-vend.js';
import type { SaleRepository } from './sale.repository.js';

/** Billing's word usually arrives within a second; whoever set the account up a moment ago need not wait longer. */
const PRICING_RETRY_SECONDS = 2;

export interface PricingWait {
  /** Longest wait for billing's word. */
  readonly pricingWaitMs: number;
}

/** A meter may be sold to before billing's word about its tariff or account has arrived: that is waited for, once. */
export class AwaitPricing {
  constructor(
    private readonly notifications: Notifications,
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly sales: SaleRepository,
    private readonly settings: PricingWait,
  ) {}

  /**
   * What `attempt` gives, tried a second time after the wait where the first one was too early.
   * @throws {VendingError} `vending.pricing_unknown` where it still is; and what `attempt` throws
   */
  async execute<T>({ utility }: Principal, meterNumber: string, attempt: () => Promise<T | PricingUnknown>): Promise<T> {
    const early = await attempt();
    if (early !== PRICING_UNKNOWN) return early;
    await this.heardOf(utility, meterNumber);
    const late = await attempt();
    if (late !== PRICING_UNKNOWN) return late;
    throw new VendingError('vending.pricing_unknown', 'the tariff or the account of this meter has not been heard of yet', {
      retryAfterSeconds: PRICING_RETRY_SECONDS,
    });
  }

  private async heardOf(utility: string, meterNumber: string): Promise<void> {
    await this.notifications.waitFor({
      channel: PRICING_CHANNEL,
      payload: utility,
      timeoutMs: this.settings.pricingWaitMs,
      check: () =>
        this.unitOfWork.run(utility, async (tx) => {
          const meter = await this.meters.find(tx, meterNumber);
          return meter !== undefined && isSufficient(await this.sales.knownPricing(tx, meter)) ? true : undefined;
        }),
    });
  }
}

import type { Principal } from '@openprepay/contracts/identity';
import { SharedReads } from '@openprepay/pace/shared-reads';
import type { Notifications } from '@openprepay/persistence/notifications';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { PRICING_CHANNEL } from '../pricing/announce-pricing.js';
import { VendingError } from '../vending-error.js';
import { PRICING_UNKNOWN, type PricingUnknown } from './price-vend.js';
import type { SaleRepository } from './sale.repository.js';

/** Billing's word usually arrives within a second; whoever set the account up a moment ago need not wait longer. */
const PRICING_RETRY_SECONDS = 2;
/** Meters that are looked at by one statement. */
const MAX_READ_METERS = 500;

export interface PricingWait {
  /** Longest wait for billing's word. */
  readonly pricingWaitMs: number;
}

/** A meter may be sold to before billing's word about its tariff or account has arrived: that is waited for, once. */
export class AwaitPricing {
  /** All that wait for a utility's pricing come to look in one moment. */
  private readonly priceable: SharedReads<string, true>;

  constructor(
    private readonly notifications: Notifications,
    unitOfWork: UnitOfWork,
    sales: SaleRepository,
    private readonly settings: PricingWait,
  ) {
    this.priceable = new SharedReads(async (names) => {
      const found = await unitOfWork.run(ALL_UTILITIES, (tx) => sales.priceable(tx, names.map(byName)));
      return new Map(found.map(({ utility, meterNumber }) => [nameOf(utility, meterNumber), true]));
    }, MAX_READ_METERS);
  }

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
      check: () => this.priceable.ask(nameOf(utility, meterNumber)),
    });
  }
}

/** A utility's code has no spaces. */
const nameOf = (utility: string, meterNumber: string): string => `${utility} ${meterNumber}`;

function byName(name: string): { readonly utility: string; readonly meterNumber: string } {
  const [utility, meterNumber] = name.split(' ') as [string, string];
  return { utility, meterNumber };
}

import { MAX_MISSING_RANGES, MAX_MISSING_RECEIPTS, ReceiptsMissing } from '@openprepay/contracts/billing';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import { bounded, look, type ReceiptRange, type ReceiptWatchSettings } from './receipt-watch.js';
import type { ReceiptWatchRepository } from './receipt-watch.repository.js';
import type { ReceiptMetrics } from './receipts-metrics.js';

/** Booked receipts that one look goes through; a backlog is gone through in several. */
export const MAX_LOOK = 10_000;
const MAX_LOOKS = 100;

/** Looks whether every receipt that there is has been booked, and has vending publish again those that never came. */
export class WatchReceipts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly watches: ReceiptWatchRepository,
    private readonly outbox: Outbox,
    private readonly metrics: ReceiptMetrics,
    private readonly logger: Logger,
    private readonly settings: ReceiptWatchSettings,
    private readonly clock: Clock,
  ) {}

  /** Once for every utility; what fails for one keeps no other waiting. */
  async execute(): Promise<void> {
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.watches.utilities(tx));
    let missing = 0;
    for (const utility of utilities)
      missing += (await apart(this.logger, { task: 'receipts', utility }, () => this.missingOf(utility))) ?? 0;
    this.metrics.missing(missing);
  }

  private async missingOf(utility: string): Promise<number> {
    for (let looks = 0; looks < MAX_LOOKS; looks++) {
      const { more, missing } = await this.unitOfWork.run(utility, (tx) => this.look(tx));
      if (!more) return missing;
    }
    return 0;
  }

  private async look(tx: Tx): Promise<{ readonly more: boolean; readonly missing: number }> {
    const watch = await this.watches.take(tx);
    if (watch === undefined) return { more: false, missing: 0 };
    const booked = await this.watches.bookedAbove(tx, watch.bookedThrough ?? 0, MAX_LOOK);
    const now = this.clock.now();
    const looked = look(watch, booked, { ...this.settings, now });
    await this.watches.save(tx, looked.watch);
    const receipts = bounded(looked.ask, { ranges: MAX_MISSING_RANGES, receipts: MAX_MISSING_RECEIPTS });
    if (receipts.length > 0) {
      await this.outbox.append(tx, ReceiptsMissing, { receipts: [...receipts], askedAt: now });
      this.logger.warn(
        { utility: tx.utility, receipts, asked: looked.watch.asked },
        'receipts never reached the books: vending is asked for them',
      );
    }
    return { more: booked.more && looked.missing.length === 0, missing: count(looked.missing) };
  }
}

const count = (ranges: readonly ReceiptRange[]): number => ranges.reduce((total, { first, last }) => total + last - first + 1, 0);

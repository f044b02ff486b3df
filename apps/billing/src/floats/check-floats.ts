import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { formatMoney } from '@openprepay/quantities';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { ReceiptWatchRepository } from '../receipts/receipt-watch.repository.js';
import type { FloatMetrics } from './floats-metrics.js';
import type { FloatRepository } from './float.repository.js';

export interface FloatCheckSettings {
  /** How long what a statement counts may be on its way. */
  readonly lateAfterMs: number;
}

/** Statements that one round compares; the rest are due in the next. */
const MAX_CHECKS = 500;
/** How often a statement is looked at that waits for receipts, or for what may be late. */
const RETRY_MS = 60_000;
/** How often a difference is looked at again: what it lacked may have come since. */
const RECHECK_MS = 3_600_000;

/** Compares vendors' floats as vending states them with the ledger. A difference is kept and shown until they agree again. */
export class CheckFloats {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly floats: FloatRepository,
    private readonly receipts: ReceiptWatchRepository,
    private readonly metrics: FloatMetrics,
    private readonly logger: Logger,
    private readonly settings: FloatCheckSettings,
    private readonly clock: Clock,
  ) {}

  /** What fails for one vendor keeps no other waiting. */
  async execute(): Promise<void> {
    const due = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.floats.due(tx, this.clock.now(), MAX_CHECKS));
    for (const { utility, vendorId } of due)
      await apart(this.logger, { task: 'floats', utility, vendorId }, () => this.unitOfWork.run(utility, (tx) => this.check(tx, vendorId)));
    this.metrics.open(await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.floats.openDifferences(tx)));
  }

  private async check(tx: Tx, vendorId: string): Promise<void> {
    const now = this.clock.now();
    const statement = await this.floats.take(tx, vendorId, now);
    if (statement === undefined) return;
    const later = (ms: number): Promise<void> => this.floats.setCheck(tx, vendorId, new Date(now.getTime() + ms));
    // Receipts that never came are asked for; until then nothing can be said of the float.
    const { bookedThrough = 0 } = await this.receipts.read(tx);
    if (bookedThrough < statement.receiptsThrough) return later(RETRY_MS);

    const bookedMinor = await this.floats.booked(tx, statement);
    if (bookedMinor === statement.floatMinor) {
      await this.floats.resolve(tx, vendorId, now);
      return this.floats.setCheck(tx, vendorId, undefined);
    }
    if (now.getTime() - statement.heardAt.getTime() < this.settings.lateAfterMs) return later(RETRY_MS);

    const { currency, floatMinor: statedMinor, receiptsThrough, statedAt } = statement;
    const found = { id: this.clock.newId(), vendorId, currency, statedMinor, bookedMinor, receiptsThrough, statedAt, foundAt: now };
    if (await this.floats.noteDifference(tx, { ...found, resolvedAt: undefined })) {
      const amounts = { stated: formatMoney(statedMinor, currency), booked: formatMoney(bookedMinor, currency), currency };
      this.logger.error({ utility: tx.utility, vendorId, ...amounts }, 'the float of a vendor differs from the ledger');
    }
    return later(RECHECK_MS);
  }
}

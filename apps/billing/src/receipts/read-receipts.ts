import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { missingReceipts, type ReceiptRange, type ReceiptWatch } from './receipt-watch.js';
import type { ReceiptWatchRepository } from './receipt-watch.repository.js';
import { MAX_LOOK } from './watch-receipts.js';

export interface Receipts extends ReceiptWatch {
  /** The highest receipt that is known to be. */
  readonly knownThrough: number;
  /** Not booked, the lowest first. */
  readonly ranges: readonly ReceiptRange[];
}

/** How far the receipts of the caller's utility are booked. */
export class ReadReceipts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly watches: ReceiptWatchRepository,
  ) {}

  async execute(caller: Principal): Promise<Receipts> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const watch = await this.watches.read(tx);
      const booked = await this.watches.bookedAbove(tx, watch.bookedThrough ?? 0, MAX_LOOK);
      const ranges = watch.bookedThrough === undefined ? [] : missingReceipts(watch, booked);
      return { ...watch, ranges, knownThrough: Math.max(watch.statedThrough, watch.bookedThrough ?? 0, booked.numbers.at(-1) ?? 0) };
    });
  }
}

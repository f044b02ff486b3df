import type { PaymentMethod } from '@openprepay/contracts/http/vending-vends';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { isCurrency } from '@openprepay/quantities';
import { readAmount } from '../read-amount.js';
import { VendingError } from '../vending-error.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { Batch, CountedMoney } from './batch.js';
import type { BatchRepository } from './batch.repository.js';
import { type BatchReport, reportOf, requireSeen } from './find-batch.js';

/** Counted money as somebody writes it. */
export interface WrittenCount {
  readonly paymentMethod: PaymentMethod;
  readonly amount: string;
  /** The utility's unless said. */
  readonly currency?: string | undefined;
}

export interface CloseBatchCommand {
  readonly batchId: string;
  /** Without it nobody counted, and nothing is said of a difference. */
  readonly counted?: readonly WrittenCount[] | undefined;
}

/** Closes a batch for good, with what was counted: its totals are kept as they were with its last sale in them. */
export class CloseBatch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly batches: BatchRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat with the same count.
   * @throws {VendingError} `vending.batch_unknown`, `vending.batch_closed`, `vending.amount_invalid`, `vending.currency_mismatch`,
   *   `vending.vendor_required`
   */
  async execute(caller: Principal, { batchId, counted: written }: CloseBatchCommand): Promise<BatchReport> {
    vendorScope(caller);
    const counted = written && readCounts(written, caller.currency);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const batch = requireSeen(caller, await this.batches.lock(tx, batchId), batchId);
      const totals = await this.batches.totals(tx, batchId);
      if (batch.closed) return reportOf(sameCount(batch, counted), totals);
      const closed = { at: this.clock.now(), by: caller.username, totals, counted };
      await this.batches.close(tx, batchId, closed);
      return reportOf({ ...batch, closed }, totals);
    });
  }
}

function readCounts(written: readonly WrittenCount[], ownCurrency: string): readonly CountedMoney[] {
  const counted = written.map(({ paymentMethod, amount, currency = ownCurrency }) => {
    if (!isCurrency(currency)) throw new VendingError('vending.currency_mismatch', `there is no currency ${currency}`);
    return { paymentMethod, currency, amountMinor: readAmount(amount, currency, { allowZero: true }) };
  });
  if (new Set(counted.map(({ paymentMethod, currency }) => `${paymentMethod} ${currency}`)).size < counted.length) {
    throw new VendingError('vending.amount_invalid', 'a payment method of one currency is counted once');
  }
  return counted;
}

function sameCount(batch: Batch, counted: readonly CountedMoney[] | undefined): Batch {
  const textOf = (counts: readonly CountedMoney[] | undefined): string | undefined =>
    counts
      ?.map(({ paymentMethod, currency, amountMinor }) => `${paymentMethod} ${currency} ${amountMinor}`)
      .toSorted()
      .join();
  if (batch.closed && textOf(batch.closed.counted) === textOf(counted)) return batch;
  throw new VendingError('vending.batch_closed', `batch ${batch.batchId} was closed with another count`);
}

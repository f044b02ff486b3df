import type { BatchKind } from '@openprepay/contracts/http/vending-batches';
import type { Principal } from '@openprepay/contracts/identity';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import { type Batch, type BatchSum, givenBackOf } from './batch.js';
import type { BatchRepository } from './batch.repository.js';

/** A batch with what it comes to. */
export interface BatchReport {
  readonly batch: Batch;
  /** Of a closed one as they were when it was closed. */
  readonly totals: readonly BatchSum[];
  /** What of a closed one came to nothing afterwards. */
  readonly givenBack: readonly BatchSum[];
}

/** What a batch comes to; a vendor's user sees its own vendor's only. */
export class FindBatch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly batches: BatchRepository,
  ) {}

  /** @throws {VendingError} `vending.batch_unknown`, `vending.vendor_required` */
  async execute(caller: Principal, { batchId }: { readonly batchId: string }): Promise<BatchReport> {
    return this.unitOfWork.run(caller.utility, async (tx) =>
      this.report(tx, requireSeen(caller, await this.batches.find(tx, batchId), batchId)),
    );
  }

  /** The caller's own batch of a kind: the one that is open, or of those that are closed one by its number, or the last. */
  async ofCaller(caller: Principal, kind: BatchKind, which: 'open' | 'last-closed' | number): Promise<BatchReport | undefined> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const batch = await this.batches.ofTill(tx, { till: caller.username, kind }, which);
      return batch && this.report(tx, batch);
    });
  }

  private async report(tx: Tx, batch: Batch): Promise<BatchReport> {
    const now = await this.batches.totals(tx, batch.batchId);
    return reportOf(batch, now);
  }
}

/** @param now what its sales come to now */
export const reportOf = (batch: Batch, now: readonly BatchSum[]): BatchReport =>
  batch.closed
    ? { batch, totals: batch.closed.totals, givenBack: givenBackOf(batch.closed.totals, now) }
    : { batch, totals: now, givenBack: [] };

/** @throws {VendingError} `vending.batch_unknown`, also for another vendor's; `vending.vendor_required` */
export function requireSeen(caller: Principal, batch: Batch | undefined, batchId: string): Batch {
  const scope = vendorScope(caller);
  if (batch && (scope === undefined || batch.vendorId === scope)) return batch;
  throw new VendingError('vending.batch_unknown', `there is no batch ${batchId}`);
}

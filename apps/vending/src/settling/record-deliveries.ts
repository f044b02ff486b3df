import type { Tx } from '@openprepay/persistence/tx';
import type { DeliveryReport, VendRepository } from '../vend/vend.repository.js';
import type { Logger } from 'pino';
import { VendingError } from '../vending-error.js';
import type { SettlingMetrics } from './settling-metrics.js';

/** Shows on a vend what the meter itself said of its token. */
export class RecordDeliveries {
  constructor(
    private readonly vends: VendRepository,
    private readonly metrics: SettlingMetrics,
    private readonly logger: Logger,
  ) {}

  /**
   * Safe to repeat, and in any order: a credit stands, and else the latest report.
   * @throws {VendingError} `vending.vend_not_found`
   */
  async execute(tx: Tx, reports: readonly DeliveryReport[]): Promise<void> {
    if (reports.length === 0) return;
    const last = lastOfEach(reports);
    const stored = await this.vends.recordDeliveries(tx, last);
    this.watchReversed(tx, last, new Map(stored.map(({ vendId, reversedAt }) => [vendId, reversedAt])));
    const known = new Set(stored.map(({ vendId }) => vendId));
    const unknown = last.find(({ vendId }) => !known.has(vendId));
    if (unknown) throw new VendingError('vending.vend_not_found', `a meter reports on vend ${unknown.vendId}, which there is not`);
  }

  /** A token can be on its way to the meter, or in somebody's hand, while its sale is taken back: then somebody must look. */
  private watchReversed(tx: Tx, reports: readonly DeliveryReport[], reversed: ReadonlyMap<string, Date | null>): void {
    const credited = reports.filter(({ vendId, delivery }) => delivery.state === 'credited' && reversed.get(vendId));
    if (credited.length === 0) return;
    tx.afterCommit(() => {
      this.metrics.creditedAfterReversal(credited.length);
      const vends = credited.map(({ vendId }) => vendId);
      this.logger.error({ utility: tx.utility, vends }, 'meters have credited tokens whose sales were taken back');
    });
  }
}

/** Of several reports on one vend a credit counts, and else the latest. */
function lastOfEach(reports: readonly DeliveryReport[]): readonly DeliveryReport[] {
  const kept = new Map<string, DeliveryReport>();
  for (const report of reports) {
    const other = kept.get(report.vendId)?.delivery;
    if (other?.state === 'credited') continue;
    if (!other || report.delivery.state === 'credited' || report.delivery.at >= other.at) kept.set(report.vendId, report);
  }
  return [...kept.values()];
}

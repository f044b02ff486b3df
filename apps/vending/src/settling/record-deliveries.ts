import type { Tx } from '@openprepay/persistence/tx';
import type { DeliveryReport, VendRepository } from '../vend/vend.repository.js';
import { VendingError } from '../vending-error.js';

/** Shows on a vend what the meter itself said of its token. */
export class RecordDeliveries {
  constructor(private readonly vends: VendRepository) {}

  /**
   * Safe to repeat, and in any order: a credit stands, and else the latest report.
   * @throws {VendingError} `vending.vend_not_found`
   */
  async execute(tx: Tx, reports: readonly DeliveryReport[]): Promise<void> {
    if (reports.length === 0) return;
    const last = lastOfEach(reports);
    const known = new Set(await this.vends.recordDeliveries(tx, last));
    const unknown = last.find(({ vendId }) => !known.has(vendId));
    if (unknown) throw new VendingError('vending.vend_not_found', `a meter reports on vend ${unknown.vendId}, which there is not`);
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

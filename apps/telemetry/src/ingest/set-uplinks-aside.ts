import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { QuarantineShare } from '../quarantine/quarantine-share.js';
import type { QuarantineRepository } from '../quarantine/quarantine.repository.js';
import type { IngestMetrics } from './ingest-metrics.js';
import type { Retrying } from './retrying.js';
import type { Refused } from './taken.js';

/** Keeps in the quarantine what cannot be stored, and acknowledges it: it must not come back for ever. */
export class SetUplinksAside {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly quarantine: QuarantineRepository,
    private readonly share: QuarantineShare,
    private readonly retrying: Retrying,
    private readonly metrics: IngestMetrics,
  ) {}

  /** @throws {Stopping} */
  async execute(refused: readonly Refused[]): Promise<void> {
    if (refused.length === 0) return;
    const rows = refused.map(({ row }) => this.share.take(row));
    await this.retrying.run('quarantining', () => this.unitOfWork.run(ALL_UTILITIES, (tx) => this.quarantine.insert(tx, rows)));
    for (const { taken, row } of refused) {
      taken.acknowledge();
      this.metrics.setAside(row.code);
    }
  }
}

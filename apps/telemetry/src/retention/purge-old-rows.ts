import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { limits } from '../telemetry-limits.js';
import { type OldRows, oldRows, type OldRowsRepository } from './old-rows.repository.js';

/** How long each is kept, as PostgreSQL writes an interval. */
export type Retention = Readonly<Record<OldRows, string>>;

/** Forgets what is past its time, a bounded number of rows in a transaction, and as many transactions as it takes. */
export class PurgeOldRows {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: OldRowsRepository,
    private readonly retention: Retention,
  ) {}

  /** @returns how many rows went; not 0 while there may be more */
  async execute(): Promise<number> {
    let gone = 0;
    for (const rows of oldRows) {
      const share = { age: this.retention[rows], limit: limits.retention.purgeRows };
      gone += await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.repository.purge(tx, rows, share));
    }
    return gone;
  }
}

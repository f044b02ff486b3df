import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { limits } from '../telemetry-limits.js';
import type { QuarantineRepository } from './quarantine.repository.js';

const DAY_MS = 86_400_000;

export interface QuarantineSettings {
  readonly retentionDays: number;
}

/** Deletes what was set aside and not sent again for longer than it is kept. */
export class PurgeQuarantine {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly quarantine: QuarantineRepository,
    private readonly settings: QuarantineSettings,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.settings.retentionDays * DAY_MS);
    return this.unitOfWork.run(ALL_UTILITIES, (tx) => this.quarantine.purge(tx, before, limits.quarantine.purgeRows));
  }
}

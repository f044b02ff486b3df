import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { LateMetrics } from './late-metrics.js';
import type { LateRequestRepository } from './late-request.repository.js';

/** Says how many late requests wait, and for how long, whichever instance has set them aside. */
export class MeasureLate {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly lateRequests: LateRequestRepository,
    private readonly metrics: LateMetrics,
  ) {}

  async execute(): Promise<void> {
    this.metrics.measured(await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.lateRequests.waiting(tx)));
  }
}

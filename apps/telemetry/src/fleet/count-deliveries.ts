import { MAX_DELIVERY_COUNT_DAYS } from '@openprepay/contracts/http/telemetry-fleet';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { limits } from '../telemetry-limits.js';
import { TelemetryError } from '../telemetry-error.js';
import type { CountRepository } from './count.repository.js';
import type { DeliveryCount } from './fleet.js';

export interface DeliveryCountQuery {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** What became of the caller's deliveries that were made within a range. */
export class CountDeliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly counts: CountRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {TelemetryError} `telemetry.range_invalid` */
  async execute(caller: Principal, query: DeliveryCountQuery): Promise<readonly DeliveryCount[]> {
    const to = query.to ?? this.clock.now();
    const from = query.from ?? new Date(to.getTime() - limits.fleet.deliveriesMs);
    const lengthMs = to.getTime() - from.getTime();
    if (lengthMs <= 0 || lengthMs > limits.fleet.maxDeliveryRangeMs)
      throw new TelemetryError('telemetry.range_invalid', `from must be before to, by at most ${MAX_DELIVERY_COUNT_DAYS} days`);
    return this.unitOfWork.run(caller.utility, (tx) => this.counts.deliveries(tx, { from, to }));
  }
}

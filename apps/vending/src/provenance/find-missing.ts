import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ProvenanceAlarm } from './provenance-alarm.js';
import type { ProvenanceRepository } from './provenance.repository.js';

const HOUR_MS = 3_600_000;
/**
 * After an hour begins: it lasts one, its last token comes within another, that one's hour is stated when it is over, and there is one to
 * spare.
 */
const LOOKED_THROUGH_AFTER_MS = 4 * HOUR_MS;

/** Looks for what has tokens that the vault has not stated, hour by hour, whether statements come or not. */
export class FindMissing {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly provenance: ProvenanceRepository,
    private readonly alarm: ProvenanceAlarm,
    private readonly clock: Clock,
  ) {}

  /** An hour of every utility. @returns how many were looked through: there may be more */
  async execute(): Promise<number> {
    const at = this.clock.now();
    const before = new Date(at.getTime() - LOOKED_THROUGH_AFTER_MS);
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.provenance.watchedUntil(tx, before));
    for (const utility of utilities) {
      await this.unitOfWork.run(utility, async (tx) => {
        const hour = await this.provenance.nextHour(tx, before);
        if (!hour) return;
        const requestIds = await this.provenance.findMissing(tx, { hour, at });
        if (requestIds.length > 0) await this.alarm.tell(tx, { what: 'missing', hour, requestIds, at });
      });
    }
    return utilities.length;
  }
}

import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { JudgeMeters } from '../alarm-watch/judge-meters.js';
import { limits } from '../telemetry-limits.js';
import type { HourMarkRepository } from './hour-mark.repository.js';
import type { SettlingSettings } from './settle-hours.js';

/**
 * Holds meters against the rules of alarms whose hours wait to be summed up because points keep coming: once in as long as an
 * hour rests, so that nobody hears of an alarm later for it.
 */
export class JudgeBusyMeters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly marks: HourMarkRepository,
    private readonly judgeMeters: JudgeMeters,
    private readonly settings: SettlingSettings,
    private readonly logger: Logger,
  ) {}

  /** What fails for one utility keeps no other waiting. @returns how many had their turn */
  async execute(): Promise<number> {
    const busy = await this.unitOfWork.run(ALL_UTILITIES, (tx) =>
      this.marks.takeBusy(tx, { quietMs: this.settings.quietMs, limit: limits.validation.hoursAtOnce }),
    );
    for (const utility of new Set(busy.map((meter) => meter.utility))) {
      const meterNumbers = busy.flatMap((meter) => (meter.utility === utility ? [meter.meterNumber] : []));
      await apart(this.logger, { task: 'meters whose hours do not rest', utility }, () =>
        this.unitOfWork.run(utility, (tx) => this.judgeMeters.execute(tx, meterNumbers)),
      );
    }
    return busy.length;
  }
}

import { isDatabaseBusy, isDatabaseOutage } from '@openprepay/persistence/outage';
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

  /** What fails for one utility, or one of its meters, keeps no other waiting. @returns how many had their turn */
  async execute(): Promise<number> {
    const busy = await this.unitOfWork.run(ALL_UTILITIES, (tx) =>
      this.marks.takeBusy(tx, { quietMs: this.settings.quietMs, limit: limits.validation.hoursAtOnce }),
    );
    for (const utility of new Set(busy.map((meter) => meter.utility))) {
      const meterNumbers = busy.flatMap((meter) => (meter.utility === utility ? [meter.meterNumber] : []));
      await this.judge(utility, meterNumbers);
    }
    return busy.length;
  }

  /** Together, or where that fails by halves, until it is known which meters it fails for. */
  private async judge(utility: string, meterNumbers: readonly string[]): Promise<void> {
    const [meterNumber, ...others] = meterNumbers;
    if (meterNumber === undefined) return;
    const share = { task: 'meters whose hours do not rest', utility, ...(others.length === 0 ? { meterNumber } : {}) };
    await apart(this.logger, share, async () => {
      try {
        await this.unitOfWork.run(utility, (tx) => this.judgeMeters.execute(tx, meterNumbers));
      } catch (error) {
        if (others.length === 0 || isDatabaseOutage(error) || isDatabaseBusy(error)) throw error;
        const half = Math.ceil(meterNumbers.length / 2);
        await this.judge(utility, meterNumbers.slice(0, half));
        await this.judge(utility, meterNumbers.slice(half));
      }
    });
  }
}

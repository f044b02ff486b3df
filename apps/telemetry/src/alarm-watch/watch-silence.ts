import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { AlarmRuleRepository } from '../alarm-rules/alarm-rule.repository.js';
import type { AlarmCauseRepository } from '../alarms/alarm-cause.repository.js';
import type { RaiseAlarm } from '../alarms/raise-alarm.js';
import { limits } from '../telemetry-limits.js';
import type { GatherStorms } from '../storms/gather-storms.js';
import type { SilentMeterRepository } from './silent-meter.repository.js';

/** Raises the alarm of meters that have been away for as long as the rule says, unless they are of a storm. */
export class WatchSilence {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly silent: SilentMeterRepository,
    private readonly rules: AlarmRuleRepository,
    private readonly causes: AlarmCauseRepository,
    private readonly raiseAlarm: RaiseAlarm,
    private readonly gatherStorms: GatherStorms,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * What fails for one utility keeps no other waiting, and storms that cannot be gathered keep no meter from an alarm of its own.
   *
   * @returns how many meters it looked at: while there are any, the next round follows
   * @throws {Error} of the database that is away
   */
  async execute(): Promise<number> {
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.silent.utilities(tx));
    let meters = 0;
    for (const utility of utilities) {
      meters += (await apart(this.logger, { task: 'storms', utility }, () => this.gather(utility))) ?? 0;
      meters += (await apart(this.logger, { task: 'silent meters', utility }, () => this.raise(utility))) ?? 0;
    }
    return meters;
  }

  private async gather(utility: string): Promise<number> {
    const { takenAtOnce, transactionsAtOnce } = limits.storms;
    let meters = 0;
    for (let transactions = 0; transactions < transactionsAtOnce; transactions++) {
      const taken = await this.unitOfWork.run(utility, async (tx) => {
        const { enabled, severity } = (await this.rules.all(tx)).offline;
        return this.gatherStorms.execute(tx, enabled ? severity : undefined);
      });
      meters += taken;
      if (taken < takenAtOnce) break;
    }
    return meters;
  }

  private raise(utility: string): Promise<number> {
    return this.unitOfWork.run(utility, async (tx) => {
      const rules = await this.rules.all(tx);
      const { enabled, forSeconds } = rules.offline;
      if (!enabled) return 0;
      const raisedAt = this.clock.now();
      const before = new Date(raisedAt.getTime() - forSeconds * 1_000);
      const alone = new Date(raisedAt.getTime() - Math.max(limits.storms.gatherMs, forSeconds * 1_000));
      const away = await this.silent.long(tx, { before, alone, limit: limits.alarms.silentAtOnce });
      const due = away.map(({ meterNumber, meterPan }) => ({ meterNumber, meterPan, kind: 'offline' as const, raisedAt }));
      await this.causes.raised(tx, await this.raiseAlarm.executeAll(tx, due, { rules }));
      return away.length;
    });
  }
}

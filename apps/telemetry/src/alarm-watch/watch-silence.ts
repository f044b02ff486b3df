import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
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
  ) {}

  /** @returns how many meters it looked at: while there are any, the next round follows */
  async execute(): Promise<number> {
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.silent.utilities(tx));
    let meters = 0;
    for (const utility of utilities) meters += await this.watch(utility);
    return meters;
  }

  private watch(utility: string): Promise<number> {
    return this.unitOfWork.run(utility, async (tx) => {
      const rules = await this.rules.all(tx);
      const { enabled, severity, forSeconds } = rules.offline;
      await this.gatherStorms.execute(tx, enabled ? severity : undefined);
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

import type { Principal } from '@openprepay/contracts/identity';
import { type AlarmKind, AlarmRuleSet } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { TelemetryError } from '../telemetry-error.js';
import { type AlarmRule, ruleFault, ruleThatComes, type Severity } from './alarm-rule.js';
import type { AlarmRuleRepository } from './alarm-rule.repository.js';

export interface SetAlarmRuleCommand {
  readonly kind: AlarmKind;
  readonly enabled: boolean;
  readonly severity: number;
  /** In the unit of the kind. */
  readonly threshold?: string | number | undefined;
  readonly forSeconds?: number | undefined;
}

/** Sets what of a kind is an alarm, from now on: what was raised stays as it is, and ends where its cause does. */
export class SetAlarmRule {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rules: AlarmRuleRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {TelemetryError} `telemetry.alarm_rule_invalid` */
  async execute(caller: Principal, { kind, enabled, severity, threshold, forSeconds }: SetAlarmRuleCommand): Promise<AlarmRule> {
    const rule = {
      ...ruleThatComes(kind),
      enabled,
      severity: severity as Severity,
      ...(threshold === undefined ? {} : { threshold: String(threshold) }),
      ...(forSeconds === undefined ? {} : { forSeconds }),
      changedAt: this.clock.now(),
      changedBy: caller.username,
    } satisfies AlarmRule;
    const fault = ruleFault(rule);
    if (fault !== undefined) throw new TelemetryError('telemetry.alarm_rule_invalid', fault);
    await this.unitOfWork.run(caller.utility, async (tx) => {
      await this.rules.put(tx, rule);
      await this.outbox.append(tx, AlarmRuleSet, rule);
    });
    return rule;
  }
}

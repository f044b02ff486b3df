import { present } from '@openprepay/contracts/present';
import { type AlarmKind, AlarmRaised } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { AlarmRuleRepository, AlarmRules } from '../alarm-rules/alarm-rule.repository.js';
import type { AlarmRepository, OpenAlarm } from './alarm.repository.js';

export interface AlarmCause {
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly kind: AlarmKind;
  readonly raisedAt: Date;
  /** By the meter's own clock; undefined where it was not asked. */
  readonly meterTime?: Date | undefined;
}

export interface RaiseOptions extends NonNullable<Parameters<Outbox['append']>[3]> {
  /** Where they were read before. */
  readonly rules?: AlarmRules;
}

/** Raises alarms by their rules and tells of them, unless one of its kind is open for the meter. */
export class RaiseAlarm {
  constructor(
    private readonly alarms: AlarmRepository,
    private readonly rules: AlarmRuleRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, cause: AlarmCause, options: RaiseOptions = {}): Promise<readonly OpenAlarm[]> {
    return this.executeAll(tx, [cause], options);
  }

  /** @returns the open alarm of each cause whose rule is on */
  async executeAll(tx: Tx, causes: readonly AlarmCause[], { rules, ...options }: RaiseOptions = {}): Promise<readonly OpenAlarm[]> {
    if (causes.length === 0) return [];
    const ruled = rules ?? (await this.rules.all(tx));
    const wanted = causes.flatMap((cause) => {
      const { enabled, severity } = ruled[cause.kind];
      return enabled ? [present({ ...cause, alarmId: this.clock.newId(), severity })] : [];
    });
    if (wanted.length === 0) return [];
    const open = await this.alarms.raiseAll(tx, wanted);
    const fresh = new Set(open.flatMap(({ alarmId, isNew }) => (isNew ? [alarmId] : [])));
    const told = wanted.filter(({ alarmId }) => fresh.has(alarmId));
    await this.outbox.appendAll(
      tx,
      AlarmRaised,
      told.map((data) => ({ data, ...options })),
    );
    return open;
  }
}

import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { AlarmRuleRepository, AlarmRules } from '../alarm-rules/alarm-rule.repository.js';
import type { EndedMeterCause, SinceCause } from '../alarms/alarm-cause.js';
import type { AlarmCauseRepository } from '../alarms/alarm-cause.repository.js';
import type { EndAlarms } from '../alarms/end-alarms.js';
import type { AlarmCause, RaiseAlarm } from '../alarms/raise-alarm.js';
import { limits } from '../telemetry-limits.js';
import type { MeterFacts } from './meter-facts.js';
import type { MeterFactsRepository } from './meter-facts.repository.js';
import { type Verdict, verdictsOf } from './verdicts.js';

/** What changes at a meter by what it says now. */
interface Judgement {
  readonly begun: readonly SinceCause[];
  readonly due: readonly AlarmCause[];
  readonly ended: readonly EndedMeterCause[];
}

/** Alarms that end so have nobody's name. */
const BACK_TO_NORMAL = 'the meter’s values say that it has ended';

/**
 * Judges meters by their newest values and the rules of their utility: what is not as it should be has a cause, which becomes an
 * alarm once it has lasted for as long as its rule says, and ends it when it is so no more. A meter that says nothing new
 * changes nothing, however often it is judged.
 */
export class JudgeMeters {
  constructor(
    private readonly rules: AlarmRuleRepository,
    private readonly facts: MeterFactsRepository,
    private readonly causes: AlarmCauseRepository,
    private readonly raiseAlarm: RaiseAlarm,
    private readonly endAlarms: EndAlarms,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, meterNumbers: Iterable<string>): Promise<void> {
    const meters = [...new Set(meterNumbers)].sort();
    if (meters.length === 0) return;
    const rules = await this.rules.all(tx);
    for (let first = 0; first < meters.length; first += limits.alarms.metersAtOnce) {
      const some = meters.slice(first, first + limits.alarms.metersAtOnce);
      await this.apply(tx, rules, await this.facts.of(tx, some, rules['no-consumption'].forSeconds));
    }
  }

  private async apply(tx: Tx, rules: AlarmRules, facts: readonly MeterFacts[]): Promise<void> {
    const now = this.clock.now();
    const judged = facts.map((meter) => judge(meter, rules, now));
    await this.causes.begin(
      tx,
      judged.flatMap(({ begun }) => begun),
    );
    const open = await this.raiseAlarm.executeAll(
      tx,
      judged.flatMap(({ due }) => due),
      { rules },
    );
    await this.causes.raised(tx, open);
    await this.endAlarms.execute(
      tx,
      judged.flatMap(({ ended }) => ended),
      { clearedAt: now, clearReason: BACK_TO_NORMAL },
    );
  }
}

function judge(meter: MeterFacts, rules: AlarmRules, now: Date): Judgement {
  const { meterNumber, meterPan, causes, uncleared } = meter;
  const verdicts = verdictsOf(meter, rules);
  const holding = verdicts.filter(({ holds }) => holds);
  return {
    begun: holding.filter(({ kind }) => causes[kind] === undefined).map(({ kind, at }) => ({ meterNumber, kind, since: at })),
    due: holding
      .filter((verdict) => isDue(meter, rules, verdict))
      .map(({ kind, at }) => ({ meterNumber, meterPan, kind, raisedAt: now, meterTime: at })),
    ended: verdicts
      .filter(({ kind, holds, at }) => !holds && isSince(causes[kind]?.since ?? uncleared[kind], at))
      .map(({ kind, at }) => ({ meterNumber, kind, upTo: at })),
  };
}

/** An alarm was not raised yet, and its cause has lasted for long enough. That a counter stands still is known only after as long. */
function isDue({ causes }: MeterFacts, rules: AlarmRules, { kind, at }: Verdict): boolean {
  const { enabled, forSeconds } = rules[kind];
  const known = causes[kind];
  if (!enabled || known?.alarmId !== undefined) return false;
  const lastedMs = kind === 'no-consumption' ? Infinity : at.getTime() - (known?.since ?? at).getTime();
  return lastedMs >= forSeconds * 1_000;
}

/** A word that is older than what there is, as the meter's own event said it, does not end it. */
const isSince = (begun: Date | undefined, at: Date): boolean => begun !== undefined && begun <= at;

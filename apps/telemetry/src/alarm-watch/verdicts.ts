import type { AlarmKind } from '@openprepay/contracts/telemetry';
import { parseScaled } from '@openprepay/quantities';
import type { AlarmRules } from '../alarm-rules/alarm-rule.repository.js';
import { CREDIT_REGISTER, effectiveTime, type ReceivedValue } from '../shadow/shadow.js';
import { limits } from '../telemetry-limits.js';
import { BATTERY, type MeterFacts, POWER, VOLTAGES } from './meter-facts.js';

/** Whether a cause of alarms is there, by what a meter said at a time. */
export interface Verdict {
  readonly kind: AlarmKind;
  readonly holds: boolean;
  /** By the meter's clock, as far as that is not ahead of ours. */
  readonly at: Date;
}

/** From where on a value is not as it should be; undefined where nobody knows. */
interface Limit {
  readonly is: (value: bigint, threshold: bigint) => boolean;
  readonly threshold: string | undefined;
}
const above: Limit['is'] = (value, threshold) => value > threshold;
const below: Limit['is'] = (value, threshold) => value < threshold;

/**
 * What a meter's newest values say of each kind that values tell of. Of what nothing is known there is no verdict: nothing
 * begins and nothing ends. What came late says nothing of now.
 */
export function verdictsOf(facts: MeterFacts, rules: AlarmRules): readonly Verdict[] {
  const thresholdOf = (kind: AlarmKind): string | undefined => rules[kind].threshold;
  const credit = creditOf(facts);
  const power = fresh(facts, POWER);
  const voltages = live(fresh(facts, VOLTAGES));
  const powerLimit = thresholdOf('over-power') ?? facts.powerLimitWatts?.toString();
  return [
    ...beyond('over-power', power, { is: above, threshold: powerLimit }),
    ...beyond('over-voltage', voltages, { is: above, threshold: thresholdOf('over-voltage') }),
    ...beyond('under-voltage', voltages, { is: below, threshold: thresholdOf('under-voltage') }),
    ...beyond('battery-low', fresh(facts, [BATTERY]), { is: below, threshold: thresholdOf('battery-low') }),
    ...beyond('credit-low', credit, { is: below, threshold: thresholdOf('credit-low') }),
    ...beyond('credit-zero', credit, { is: (value) => value <= 0n, threshold: '0' }),
    ...clockSkew(facts, thresholdOf('clock-skew')),
    ...counted(facts, thresholdOf('consumption-without-credit')),
  ];
}

interface Said {
  readonly value: string;
  readonly at: Date;
}

/** The values of these registers that tell of now: what the meter has left out since then it says no more. */
function fresh({ registers }: MeterFacts, names: readonly string[]): readonly Said[] {
  const said = names.flatMap((name) => {
    const register = registers[name];
    return register === undefined || isLate(register)
      ? []
      : [{ value: register.value, at: effectiveTime(register.ts, register.receivedAt) }];
  });
  const newestMs = Math.max(...said.map(({ at }) => at.getTime()));
  return said.filter(({ at }) => newestMs - at.getTime() <= limits.alarms.lateMs);
}

/** Phases without those that nothing hangs on: where one is live, another that is near 0 is not connected. */
function live(voltages: readonly Said[]): readonly Said[] {
  const connected = voltages.filter(({ value }) => exact(value) >= exact(limits.alarms.unconnectedVolts));
  return connected.length > 0 ? connected : voltages;
}

const isLate = ({ ts, receivedAt }: ReceivedValue): boolean => receivedAt.getTime() - ts.getTime() > limits.alarms.lateMs;

/** What the meter said last, among its registers or with a token's result. */
function creditOf(facts: MeterFacts): readonly Said[] {
  const said = facts.credit === undefined ? [] : [{ value: facts.credit.value, at: facts.credit.ts }];
  const newest = [...fresh(facts, [CREDIT_REGISTER]), ...said].sort((one, other) => other.at.getTime() - one.at.getTime());
  return newest.slice(0, 1);
}

/** Any of the values is beyond the threshold; none of them is. */
function beyond(kind: AlarmKind, values: readonly Said[], { is, threshold }: Limit): readonly Verdict[] {
  if (threshold === undefined || values.length === 0) return [];
  const found = values.filter(({ value }) => is(exact(value), exact(threshold)));
  const telling = found.length > 0 ? found : values;
  return [{ kind, holds: found.length > 0, at: latest(telling.map(({ at }) => at)) }];
}

/** A meter's clock is ahead by what it wrote beside when that came. That it is behind cannot be told from coming late. */
function clockSkew({ registers }: MeterFacts, threshold: string | undefined): readonly Verdict[] {
  const newest = Object.values(registers).sort((one, other) => other.receivedAt.getTime() - one.receivedAt.getTime())[0];
  if (threshold === undefined || newest === undefined || isLate(newest)) return [];
  const aheadMs = newest.ts.getTime() - newest.receivedAt.getTime();
  return [{ kind: 'clock-skew', holds: aheadMs > Number(threshold) * SECOND_MS, at: newest.receivedAt }];
}

/** What a counter tells: that it stands still, and what was used since the credit was gone. */
function counted({ counter, causes }: MeterFacts, threshold: string | undefined): readonly Verdict[] {
  if (counter === undefined || isLate(counter)) return [];
  const at = effectiveTime(counter.ts, counter.receivedAt);
  const still: readonly Verdict[] = counter.isStill === undefined ? [] : [{ kind: 'no-consumption', holds: counter.isStill, at }];
  if (causes['credit-zero'] === undefined) return [...still, { kind: 'consumption-without-credit', holds: false, at }];
  if (threshold === undefined || counter.atCreditZero === undefined) return still;
  const used = exact(counter.value) - exact(counter.atCreditZero);
  return [...still, { kind: 'consumption-without-credit', holds: used > exact(threshold), at }];
}

const SECOND_MS = 1_000;
/** As many decimals as a register's value can have. */
const MAX_DECIMALS = 9;
const exact = (value: string): bigint => parseScaled(value, MAX_DECIMALS, { allowNegative: true });
const latest = (times: readonly Date[]): Date => times.reduce((one, other) => (one < other ? other : one));

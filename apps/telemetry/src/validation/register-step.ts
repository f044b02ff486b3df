import { ONE } from './exact-values.js';
import type { RegisterKind } from './register-kind.js';

const HOUR_MS = 3_600_000n;
/** A counter with fewer digits is on no meter. */
const LEAST_DIGITS = 4;

/** Where a counter stood. */
export interface Stand {
  readonly at: number;
  /** In billionths of the unit. */
  readonly value: bigint;
}

export type StepKind = 'forward' | 'rollover' | 'meter-reset' | 'impossible-jump' | 'register-backwards';

export interface Step {
  readonly kind: StepKind;
  /** What was consumed in between, in billionths of the unit; of a step that cannot be nobody knows. */
  readonly consumed?: bigint;
}

/**
 * What became of a counter between two times. It goes forward by no more than it can; or has come to its last digit and gone
 * on from zero; or was set to zero, which leaves it with less than half of what it had, and went on from there.
 */
export function stepBetween(from: Stand, to: Stand, { maxPerHour }: RegisterKind): Step {
  const consumed = to.value - from.value;
  // What any counter may do, in no time: most steps, and nothing more is reckoned for them.
  if (consumed >= 0n && consumed <= ONE) return { kind: 'forward', consumed };
  const most = mostWithin(to.at - from.at, maxPerHour);
  if (consumed >= 0n) return consumed <= most ? { kind: 'forward', consumed } : { kind: 'impossible-jump' };
  const wrapped = capacityOf(from.value) + consumed;
  if (wrapped >= 0n && wrapped <= most) return { kind: 'rollover', consumed: wrapped };
  if (to.value >= 0n && to.value <= most && to.value * 2n < from.value) return { kind: 'meter-reset', consumed: to.value };
  return { kind: 'register-backwards' };
}

/** One unit more than the fastest counter has: meters round, and send some time after they read. */
const mostWithin = (elapsedMs: number, maxPerHour: bigint): bigint => (BigInt(elapsedMs) * maxPerHour * ONE) / HOUR_MS + ONE;

/** What a counter with as many digits before the point can hold no more; negative for one with too few to have come round. */
function capacityOf(value: bigint): bigint {
  const digits = String(value / ONE).length;
  return digits < LEAST_DIGITS ? -ONE : 10n ** BigInt(digits) * ONE;
}

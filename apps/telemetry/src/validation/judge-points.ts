import { decimalOf, exactly } from './exact-values.js';
import type { RegisterKind } from './register-kind.js';
import { type Stand, type Step, stepBetween, type StepKind } from './register-step.js';

/** What was measured at a time. */
export interface MeasuredPoint {
  readonly ts: Date;
  /** An exact decimal in the register's unit. */
  readonly value: string;
  readonly receivedAt: Date;
}

export type Judged<Point extends MeasuredPoint> = Point & {
  /** Of a counter: what was consumed since the point before, where that is known. In the register's unit. */
  readonly consumption?: string;
  /** What the counter did, where it did not just go forward. */
  readonly kind?: Exclude<StepKind, 'forward'>;
  /** It is not believed, and no consumption is counted with it. */
  readonly isSuspect: boolean;
};

/**
 * Says of each point of a register what was consumed up to it, and whether it can be believed. One that cannot be is left out
 * of the count, and the next is compared with the one before it; unless the next agrees with it: then the counter stands there
 * now, and what lies in between nobody knows.
 *
 * What stands around is needed: judge from some points before to one after those that matter.
 *
 * @param points of one register, in the order of time
 */
export function judgePoints<Point extends MeasuredPoint>(points: readonly Point[], kind: RegisterKind): readonly Judged<Point>[] {
  if (!kind.isCounter) return points.map((point) => ({ ...point, isSuspect: false }));
  const stands = points.map(({ ts, value }): Stand => ({ at: ts.getTime(), value: exactly(value) }));
  let last: Stand | undefined;
  return points.map((point, index) => {
    const stand = stands[index]!;
    if (last === undefined) {
      last = stand;
      return { ...point, isSuspect: false };
    }
    const { step, stays } = follow(last, stand, { next: stands[index + 1], kind });
    if (stays) last = stand;
    return judged(point, step);
  });
}

interface Surroundings {
  readonly next: Stand | undefined;
  readonly kind: RegisterKind;
}

/** What the step is, and whether the counter stands there from then on. */
function follow(last: Stand, stand: Stand, { next, kind }: Surroundings): { readonly step: Step; readonly stays: boolean } {
  const step = stepBetween(last, stand, kind);
  if (step.kind === 'forward') return { step, stays: true };
  const goesOnFromLast = next !== undefined && stepBetween(last, next, kind).kind === 'forward';
  const goesOnFromHere = next !== undefined && stepBetween(stand, next, kind).kind === 'forward';
  if (step.consumed !== undefined) {
    const wasOneSlip = goesOnFromLast && !goesOnFromHere;
    return wasOneSlip ? { step: { kind: 'register-backwards' }, stays: false } : { step, stays: true };
  }
  return { step, stays: goesOnFromHere && !goesOnFromLast };
}

function judged<Point extends MeasuredPoint>(point: Point, { kind, consumed }: Step): Judged<Point> {
  if (consumed === undefined) return { ...point, kind: kind as Exclude<StepKind, 'forward'>, isSuspect: true };
  const consumption = decimalOf(consumed);
  return kind === 'forward' ? { ...point, consumption, isSuspect: false } : { ...point, consumption, kind, isSuspect: false };
}

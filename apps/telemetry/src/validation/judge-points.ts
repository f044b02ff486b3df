import { decimalOf, exactly } from './exact-values.js';
import type { MeasuredPoint, Quality } from './measured-point.js';
import type { RegisterKind } from './register-kind.js';
import { type Stand, type Step, stepBetween, type StepKind } from './register-step.js';

export type Judged<Point extends MeasuredPoint> = Omit<Point, 'ruling'> & {
  /** What was measured, where another value stands in its place. */
  readonly measured?: string;
  /** Of a counter: what was consumed since the point before, where that is known. In the register's unit. */
  readonly consumption?: string;
  /** What the counter did, where it did not just go forward and nobody has said what to make of it. */
  readonly kind?: Exclude<StepKind, 'forward'>;
  /** No consumption is counted with what is suspect, unless it was only contradicted. */
  readonly quality: Quality;
  /** Somebody said that it is to be left out. */
  readonly discarded?: true;
};

/**
 * Says of each point of a register what was consumed up to it, and whether it can be believed. One that cannot be is left out
 * of the count, and the next is compared with the one before it; unless the next agrees with it: then the counter stands there
 * now, and what lies in between nobody knows. What somebody has ruled goes before.
 *
 * What stands around is needed: judge from some points before to one after those that matter.
 *
 * @param points of one register, in the order of time
 */
export function judgePoints<Point extends MeasuredPoint>(points: readonly Point[], kind: RegisterKind): readonly Judged<Point>[] {
  if (!kind.isCounter) return points.map((point) => judged(point, !isDiscarded(point)));
  const standing = points.map(standingOf);
  let last: Stand | undefined;
  return points.map((point, index) => {
    const stand = standing[index];
    if (stand === undefined) return judged(point, false);
    const from = last;
    if (from === undefined) {
      last = stand;
      return judged(point, true);
    }
    const next = (): Stand | undefined => standing.slice(index + 1, index + 1 + MOST_DISCARDED).find((other) => other !== undefined);
    const { step, stays } = point.ruling === undefined ? follow(from, stand, { next, kind }) : ruled(from, stand, kind);
    if (stays) last = stand;
    return judged(point, true, step);
  });
}

/** Beyond so many that are left out, nothing is looked for that agrees with a point. */
const MOST_DISCARDED = 16;

const isDiscarded = ({ ruling }: MeasuredPoint): boolean => ruling?.decision === 'discard';

/** Where a counter stood by a point; undefined where that is left out. */
function standingOf(point: MeasuredPoint): Stand | undefined {
  if (isDiscarded(point)) return undefined;
  const { ts, value, ruling } = point;
  return { at: ts.getTime(), value: exactly(ruling?.decision === 'replace' ? ruling.value : value) };
}

interface Surroundings {
  /** The next that is not left out; looked for where it matters alone. */
  readonly next: () => Stand | undefined;
  readonly kind: RegisterKind;
}

interface Followed {
  readonly step: Step;
  /** The counter stands there from then on. */
  readonly stays: boolean;
}

function follow(last: Stand, stand: Stand, { next: nextOf, kind }: Surroundings): Followed {
  const step = stepBetween(last, stand, kind);
  if (step.kind === 'forward') return { step, stays: true };
  const next = nextOf();
  const goesOnFromLast = next !== undefined && stepBetween(last, next, kind).kind === 'forward';
  const goesOnFromHere = next !== undefined && stepBetween(stand, next, kind).kind === 'forward';
  if (step.consumed !== undefined) {
    const wasOneSlip = goesOnFromLast && !goesOnFromHere;
    return wasOneSlip ? { step: { kind: 'register-backwards' }, stays: false } : { step, stays: true };
  }
  return { step, stays: goesOnFromHere && !goesOnFromLast };
}

/** A counter that stands where somebody says that it does; forward by whatever it is. */
function ruled(last: Stand, stand: Stand, kind: RegisterKind): Followed {
  const consumed = stand.value >= last.value ? stand.value - last.value : stepBetween(last, stand, kind).consumed;
  return { step: { kind: 'forward', ...(consumed === undefined ? {} : { consumed }) }, stays: true };
}

function judged<Point extends MeasuredPoint>(point: Point, stands: boolean, step?: Step): Judged<Point> {
  if (point.ruling !== undefined) return judgedAsRuled(point, stands, step);
  if (step === undefined) return { ...point, quality: point.contradicted === undefined ? 'measured' : 'suspect' };
  const { kind, consumed } = step;
  const quality = point.contradicted === undefined && consumed !== undefined ? 'measured' : 'suspect';
  // Nearly all points are such ones, and one object is made of each.
  if (kind === 'forward' && consumed !== undefined) return { ...point, consumption: decimalOf(consumed), quality };
  return { ...point, ...consumptionOf(step), ...kindOf(step), quality };
}

function judgedAsRuled<Point extends MeasuredPoint>(point: Point, stands: boolean, step: Step | undefined): Judged<Point> {
  const { ruling, ...rest } = point;
  if (!stands) return { ...rest, quality: 'suspect', discarded: true };
  const replaced = ruling?.decision === 'replace' ? { measured: point.value, value: ruling.value } : {};
  const quality = ruling?.decision === 'replace' ? 'estimated' : 'measured';
  return { ...rest, ...replaced, ...consumptionOf(step), ...kindOf(step), quality };
}

const consumptionOf = (step: Step | undefined): Pick<Judged<MeasuredPoint>, 'consumption'> =>
  step?.consumed === undefined ? {} : { consumption: decimalOf(step.consumed) };

const kindOf = (step: Step | undefined): Pick<Judged<MeasuredPoint>, 'kind'> =>
  step === undefined || step.kind === 'forward' ? {} : { kind: step.kind };

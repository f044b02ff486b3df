import { present } from '@openprepay/contracts/present';
import { type Estimate, gapBefore, restOf } from './fill-gaps.js';
import type { Finding } from './finding.js';
import { endOf, type MeterHour } from './hour.js';
import type { RegisterHour } from './hour-points.repository.js';
import { judgePoints, type Judged } from './judge-points.js';
import type { MeasuredPoint } from './measured-point.js';
import { registerKind } from './register-kind.js';
import { type Span, spansOf } from './spans.js';

/** An hour of a register, summed up. */
export interface SettledHour extends MeterHour {
  readonly register: string;
  readonly spans: readonly Span[];
}

/** What the points of an hour come to. */
export interface Settlement extends SettledHour {
  /** When the points were that stand before and after it. */
  readonly before?: Date;
  readonly after?: Date;
  /** Its first point came after others of it: what stands before it was followed by another until then. */
  readonly beganAnew: boolean;
  /** What was estimated for gaps that end in it; unless somebody said that they are to be left out. */
  readonly estimates: readonly Estimate[];
  readonly findings: readonly Finding[];
}

/** Sums an hour up from the points around it. */
export function settle({ points, discardedGaps, meterNumber, hour, register }: RegisterHour): Settlement {
  const of = { meterNumber, hour, register };
  const kind = registerKind(register);
  const [from, to] = [hour.getTime(), endOf(hour).getTime()];
  const judged = judgePoints(points, kind);
  const inside: Judged<MeasuredPoint>[] = [];
  const estimates: Estimate[] = [];
  const findings: Finding[] = [];
  for (const [index, point] of judged.entries()) {
    const at = point.ts.getTime();
    if (at < from || at >= to) continue;
    const gap = kind.isCounter ? gapBefore(judged, index) : undefined;
    if (isNotable(point)) findings.push(...pointFindings(of, point, judged[index - 1]));
    if (gap !== undefined) findings.push({ ...of, kind: 'gap', keyAt: gap.from, ts: gap.from, until: gap.to });
    const isFilled = gap !== undefined && !discardedGaps.some((begin) => begin.getTime() === gap.from.getTime());
    if (isFilled) estimates.push(...gap.estimates);
    inside.push(isFilled ? present({ ...point, consumption: restOf(point.consumption, gap) }) : point);
  }
  const before = judged.findLast(({ ts }) => ts.getTime() < from)?.ts;
  const after = judged.find(({ ts }) => ts.getTime() >= to)?.ts;
  const spans = spansOf(inside.filter(({ discarded }) => discarded !== true));
  return present({ ...of, spans, before, after, beganAnew: isFirstLater(inside), estimates, findings });
}

function isFirstLater(points: readonly Pick<MeasuredPoint, 'receivedAt'>[]): boolean {
  const first = points[0]?.receivedAt.getTime();
  return first !== undefined && points.some(({ receivedAt }) => receivedAt.getTime() < first);
}

const isNotable = ({ kind, contradicted }: Judged<MeasuredPoint>): boolean => kind !== undefined || contradicted !== undefined;

function pointFindings(
  of: Pick<Finding, 'meterNumber' | 'register' | 'hour'>,
  { ts, value, kind, contradicted, measured, discarded }: Judged<MeasuredPoint>,
  previous: Judged<MeasuredPoint> | undefined,
): readonly Finding[] {
  const seen = { ...of, keyAt: ts, ts, value: measured ?? value };
  const step = kind === undefined || discarded === true ? [] : [present({ ...seen, kind, other: previous?.value })];
  return contradicted === undefined ? step : [...step, { ...seen, other: contradicted, kind: 'duplicate-conflict' }];
}

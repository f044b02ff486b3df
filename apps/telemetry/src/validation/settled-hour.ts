import { endOf, type MeterHour } from './hour.js';
import type { RegisterHour } from './hour-points.repository.js';
import { judgePoints, type Judged, type MeasuredPoint } from './judge-points.js';
import { registerKind } from './register-kind.js';
import { type Span, spansOf } from './spans.js';

/** An hour of a register, summed up. */
export interface SettledHour extends MeterHour {
  readonly register: string;
  readonly spans: readonly Span[];
}

/** What the points of an hour come to, with the times of those that stand before and after it. */
export interface Settlement extends SettledHour {
  readonly before?: Date;
  readonly after?: Date;
}

/** Sums an hour up from the points around it. */
export function settle({ points, ...of }: RegisterHour): Settlement {
  const end = endOf(of.hour);
  const judged = judgePoints(points, registerKind(of.register));
  const inside: Judged<MeasuredPoint>[] = [];
  let before: Date | undefined;
  let after: Date | undefined;
  for (const point of judged) {
    if (point.ts < of.hour) before = point.ts;
    else if (point.ts < end) inside.push(point);
    else after ??= point.ts;
  }
  return { ...of, spans: spansOf(inside), ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

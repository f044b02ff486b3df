import { present } from '@openprepay/contracts/present';
import type { Tx } from '@openprepay/persistence/tx';
import { gapBefore, restOf } from '../validation/fill-gaps.js';
import type { HourPointsRepository } from '../validation/hour-points.repository.js';
import { type Judged, judgePoints } from '../validation/judge-points.js';
import { registerKind } from '../validation/register-kind.js';
import type { RawPoint } from './series.js';
import type { SeriesRepository, SeriesRequest, StoredPoint } from './series.repository.js';

/** Points as they came, each with what stands before and after it in mind, and estimates in the gaps between them. */
export class FindPoints {
  constructor(
    private readonly series: SeriesRepository,
    private readonly points: HourPointsRepository,
  ) {}

  async execute(tx: Tx, request: SeriesRequest): Promise<readonly RawPoint[]> {
    const { meterNumber, register, from, to, after, limit } = request;
    const found = await this.series.points(tx, request);
    const bounds = { first: found[0]?.ts ?? to, last: found.at(-1)?.ts ?? new Date(to.getTime() - 1) };
    const [before, next] = await this.series.around(tx, { meterNumber, register, ...bounds });
    const kind = registerKind(register);
    const judged = judgePoints([...before, ...found, ...next], kind);
    const discarded = kind.isCounter ? await this.points.discardedGaps(tx, request) : [];
    const isComplete = found.length < limit;
    return judged
      .flatMap((point, index) => {
        const isBeyond = index >= before.length + found.length;
        return index < before.length ? [] : filled(judged, index, discarded).slice(0, isBeyond ? -1 : undefined);
      })
      .filter(({ ts }) => ts >= from && ts < to && (after === undefined || ts > after))
      .slice(0, isComplete ? undefined : limit);
  }
}

/** A point, with what is estimated for the gap before it. */
function filled(judged: readonly Judged<StoredPoint>[], index: number, discarded: readonly Date[]): readonly RawPoint[] {
  const point = judged[index]!;
  const gap = point.consumption === undefined ? undefined : gapBefore(judged, index);
  if (gap === undefined || discarded.some((from) => from.getTime() === gap.from.getTime())) return [toRaw(point)];
  const estimates = gap.estimates.map((estimate): RawPoint => ({ ...estimate, quality: 'estimated' }));
  return [...estimates, toRaw(present({ ...point, consumption: restOf(point.consumption, gap) }))];
}

const toRaw = ({ kind: _kind, discarded: _discarded, ...point }: Judged<StoredPoint>): RawPoint => point;

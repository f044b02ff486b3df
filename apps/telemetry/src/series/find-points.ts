import type { Tx } from '@openprepay/persistence/tx';
import { judgePoints } from '../validation/judge-points.js';
import { registerKind } from '../validation/register-kind.js';
import type { RawPoint } from './series.js';
import type { SeriesRepository, SeriesRequest } from './series.repository.js';

/** Points as they came, each with what stands before and after it in mind. */
export class FindPoints {
  constructor(private readonly series: SeriesRepository) {}

  async execute(tx: Tx, request: SeriesRequest): Promise<readonly RawPoint[]> {
    const points = await this.series.points(tx, request);
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return [];
    const [before, after] = await this.series.around(tx, { ...request, first: first.ts, last: last.ts });
    return judgePoints([...before, ...points, ...after], registerKind(request.register))
      .slice(before.length, before.length + points.length)
      .map(({ isSuspect, kind: _kind, ...point }) => ({ ...point, quality: isSuspect || point.contradicted ? 'suspect' : 'measured' }));
  }
}

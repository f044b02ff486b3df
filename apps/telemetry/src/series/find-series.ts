import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { canonicalObis } from '@openprepay/contracts/telemetry';
import type { Clock } from '@openprepay/persistence/clock';
import { cursorOf, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { FindBuckets } from './find-buckets.js';
import type { FindPoints } from './find-points.js';
import { type AskedRange, type Bucket, type RawPoint, type Resolution, type Series, seriesRange } from './series.js';

export interface SeriesQuery extends PageQuery, AskedRange {
  readonly meterNumber: string;
  readonly register: string;
  readonly resolution: Resolution;
}

const cursor = cursorOf(z.tuple([z.iso.datetime()]));

/** A register's series, oldest first: as it came, or by the hour or day of the caller's time zone. */
export class FindSeries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly findPoints: FindPoints,
    private readonly findBuckets: FindBuckets,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {TelemetryError} `telemetry.meter_unknown`, `telemetry.range_invalid`
   * @throws {PersistenceError} `request.cursor_invalid`
   */
  async execute(caller: Principal, query: SeriesQuery): Promise<Series> {
    const { meterNumber, resolution, limit } = query;
    const register = canonicalObis(query.register) ?? query.register;
    const range = seriesRange(query, resolution, this.clock.now());
    const [after] = cursor.read(query.cursor) ?? [];
    const request = { meterNumber, register, ...range, limit: limit + 1, after: after === undefined ? undefined : new Date(after) };
    const found = await this.unitOfWork.run<readonly (RawPoint | Bucket)[]>(caller.utility, async (tx) => {
      await this.meters.require(tx, meterNumber);
      return resolution === 'raw'
        ? this.findPoints.execute(tx, request)
        : this.findBuckets.execute(tx, { ...request, unit: resolution, timeZone: caller.timeZone });
    });
    return { register, resolution, ...pageOf(found, limit, ({ ts }) => cursor.write([ts.toISOString()])) };
  }
}

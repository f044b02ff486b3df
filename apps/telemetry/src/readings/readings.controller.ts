import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { obisCode } from '@openprepay/contracts/telemetry';
import * as wire from '@openprepay/contracts/wire';
import type { Clock } from '@openprepay/persistence/clock';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { decodeCursor, encodeCursor, type Page, page } from '@openprepay/persistence/page';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { CLOCK } from '@openprepay/runtime/service';
import { z } from 'zod';
import { ReadMeter } from '../shadow/read-meter.js';
import { seriesRange } from './series-range.js';
import { SeriesRepository } from './series.repository.js';

const seriesQuery = z.object({
  register: obisCode.default('1-0:1.8.0'),
  from: wire.instant.optional(),
  to: wire.instant.optional(),
  resolution: z.enum(['raw', 'hour', 'day']).default('raw'),
  cursor: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
});
const cursorShape = z.tuple([z.iso.datetime()]);

const point = z.object({
  ts: z.iso.datetime(),
  value: z.string(),
  seq: z.string().optional(),
  receivedAt: z.iso.datetime().optional(),
  first: z.string().optional(),
  min: z.string().optional(),
  max: z.string().optional(),
  count: z.int().optional(),
});

@Controller('v1/meters/:meterNumber/readings')
export class ReadingsController {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(SeriesRepository) private readonly series: SeriesRepository,
    @Inject(ReadMeter) private readonly meters: ReadMeter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({
    summary: "A register's series, oldest first: as it came, or by the hour or day",
    roles: ['operator', 'engineer', 'clerk'],
    answers: { 200: z.object({ register: z.string(), resolution: z.string(), items: z.array(point), nextCursor: z.string().optional() }) },
  })
  async list(
    @Param('meterNumber', valid(wire.meterNumber)) meterNumber: string,
    @Query(valid(seriesQuery)) query: z.output<typeof seriesQuery>,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const { register, resolution, from, to, cursor, limit } = query;
    const range = seriesRange({ ...(from && { from }), ...(to && { to }) }, resolution, this.clock.now());
    const after = cursor === undefined ? undefined : new Date(decodeCursor(cursor, cursorShape)[0]);
    const request = { meterNumber, register, ...range, limit: limit + 1, ...(after && { after }) };
    const rows = await this.unitOfWork.run(caller.utility, async (tx) => {
      await this.meters.mustExist(tx, meterNumber);
      return resolution === 'raw'
        ? this.series.raw(tx, request)
        : this.series.buckets(tx, { ...request, unit: resolution, timeZone: caller.timeZone });
    });
    const found: Page<{ readonly ts: Date }> = page<{ readonly ts: Date }>(rows, limit, ({ ts }) => encodeCursor([ts.toISOString()]));
    return { register, resolution, ...found };
  }
}

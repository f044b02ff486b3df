import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import * as wire from '@openprepay/contracts/wire';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { decodeCursor, encodeCursor, page } from '@openprepay/persistence/page';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { AcknowledgeAlarm } from './acknowledge-alarm.js';
import { AlarmRepository } from './alarm.repository.js';

const listQuery = z.object({
  meterNumber: wire.meterNumber.optional(),
  state: z.enum(['open', 'acknowledged']).optional(),
  cursor: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
});
const cursorShape = z.tuple([z.iso.datetime(), z.uuid()]);
const alarm = z.object({
  alarmId: z.uuid(),
  meterNumber: z.string(),
  meterPan: z.string(),
  kind: z.enum(['tamper', 'low-credit', 'offline', 'over-power']),
  raisedAt: z.iso.datetime(),
  acknowledgedAt: z.iso.datetime().optional(),
  acknowledgedBy: z.string().optional(),
});

@Controller('v1/alarms')
export class AlarmsController {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    @Inject(AcknowledgeAlarm) private readonly acknowledgeAlarm: AcknowledgeAlarm,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Alarms, newest first',
    roles: ['operator', 'engineer', 'clerk'],
    answers: { 200: z.object({ items: z.array(alarm), nextCursor: z.string().optional() }) },
  })
  async list(@Query(valid(listQuery)) query: z.output<typeof listQuery>, @Caller() caller: Principal): Promise<unknown> {
    const { meterNumber, state, cursor, limit } = query;
    const rows = await this.unitOfWork.run(caller.utility, (tx) =>
      this.alarms.list(tx, {
        limit: limit + 1,
        ...(meterNumber === undefined ? {} : { meterNumber }),
        ...(state === undefined ? {} : { open: state === 'open' }),
        ...(cursor === undefined ? {} : { before: decodeCursor(cursor, cursorShape) }),
      }),
    );
    return page(rows, limit, ({ raisedAt, alarmId }) => encodeCursor([raisedAt.toISOString(), alarmId]));
  }

  @Post(':alarmId/acknowledge')
  @Endpoint({ summary: 'Say that somebody has looked', roles: ['operator', 'engineer'], answers: { 200: alarm } })
  acknowledge(@Param('alarmId', valid(z.uuid())) alarmId: string, @Caller() caller: Principal): Promise<unknown> {
    return this.acknowledgeAlarm.execute(caller.utility, alarmId, caller.username);
  }
}

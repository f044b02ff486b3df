import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import * as wire from '@openprepay/contracts/wire';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { decodeCursor, encodeCursor, page } from '@openprepay/persistence/page';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { NO_UTILITY, type QuarantinedMessage, QuarantineRepository } from './quarantine.repository.js';

const listQuery = z.object({
  meterNumber: wire.meterNumber.optional(),
  code: z.string().max(64).optional(),
  /** Messages that belong to no utility; for those who run the installation. */
  unassigned: z.enum(['true', 'false']).optional(),
  cursor: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
});
const cursorShape = z.tuple([z.iso.datetime(), z.uuid()]);

const message = z.object({
  id: z.uuid(),
  meterNumber: z.string().optional(),
  topic: z.string(),
  payload: z.string().describe('as UTF-8 text where it is, and cut to the first bytes'),
  payloadBase64: z.string(),
  payloadBytes: z.int(),
  code: z.string(),
  reason: z.string(),
  receivedAt: z.iso.datetime(),
  times: z.int(),
  lastReceivedAt: z.iso.datetime(),
});

@Controller('v1/quarantine')
export class QuarantineController {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(QuarantineRepository) private readonly quarantine: QuarantineRepository,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Uplinks that were set aside, newest first, with the reason',
    roles: ['operator', 'engineer'],
    answers: { 200: z.object({ items: z.array(message), nextCursor: z.string().optional() }) },
  })
  async list(@Query(valid(listQuery)) query: z.output<typeof listQuery>, @Caller() caller: Principal): Promise<unknown> {
    const { meterNumber, code, cursor, limit } = query;
    const scope = caller.platform && query.unassigned === 'true' ? NO_UTILITY : caller.utility;
    const rows = await this.unitOfWork.run(scope, (tx) =>
      this.quarantine.list(tx, {
        limit: limit + 1,
        ...(meterNumber === undefined ? {} : { meterNumber }),
        ...(code === undefined ? {} : { code }),
        ...(cursor === undefined ? {} : { before: decodeCursor(cursor, cursorShape) }),
      }),
    );
    const found = page(rows, limit, ({ lastReceivedAt, id }) => encodeCursor([lastReceivedAt.toISOString(), id]));
    return { ...found, items: found.items.map(toApi) };
  }
}

const toApi = ({ utility: _utility, payload, receivedAt, lastReceivedAt, ...rest }: QuarantinedMessage): unknown => ({
  ...rest,
  payload: payload.toString('utf8'),
  payloadBase64: payload.toString('base64'),
  receivedAt: receivedAt.toISOString(),
  lastReceivedAt: lastReceivedAt.toISOString(),
});

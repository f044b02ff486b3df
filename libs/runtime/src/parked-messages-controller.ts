import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import type { Messaging } from '@openprepay/messaging/kafka';
import type { ParkedMessage } from '@openprepay/messaging/parked-message';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/persistence/page';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { Caller } from './caller.js';
import { Endpoint, valid } from './endpoint.js';
import { MESSAGING } from './service.js';

const MAX_REASON = 500;
const MAX_CURSOR = 1_024;

const listQuery = z.object({
  cursor: z.string().max(MAX_CURSOR).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  state: z.enum(['parked', 'held', 'replayed', 'discarded']).optional(),
});
const discardBody = z.object({ reason: z.string().trim().min(1).max(MAX_REASON) });
const messageId = z.uuid();

const parkedMessage = z.object({
  id: z.uuid(),
  direction: z.enum(['in', 'out']),
  group: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  key: z.string(),
  eventId: z.string().optional(),
  type: z.string().optional(),
  state: z.enum(['parked', 'held', 'replayed', 'discarded']),
  code: z.string(),
  reason: z.string(),
  tries: z.int(),
  headers: z.record(z.string(), z.string()),
  value: z.string().describe('the bytes as they came, in base64'),
  parkedAt: z.iso.datetime(),
  settledAt: z.iso.datetime().optional(),
  settledBy: z.string().optional(),
  settledReason: z.string().optional(),
  replaying: z.boolean(),
});
const parkedPage = z.object({ items: z.array(parkedMessage), nextCursor: z.string().optional() });

/** What a service could not handle, with its reason. Every service with messaging lists this controller in its module. */
@Controller('v1/parked-messages')
export class ParkedMessagesController {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(MESSAGING) private readonly messaging: Messaging,
  ) {}

  @Get()
  @Endpoint({ summary: 'What could not be handled or sent', roles: ['operator', 'engineer'], answers: { 200: parkedPage } })
  async list(@Query(valid(listQuery)) { cursor, limit, state }: z.output<typeof listQuery>, @Caller() caller: Principal): Promise<unknown> {
    const options = { limit, ...(cursor === undefined ? {} : { cursor }), ...(state === undefined ? {} : { state }) };
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.list(tx, options));
    return { ...found, items: found.items.map(toApi) };
  }

  @Post(':id/replay')
  @HttpCode(202)
  @Endpoint({ summary: 'Try it again, and then what waits behind it', roles: ['operator', 'engineer'], answers: { 202: parkedMessage } })
  async replay(@Param('id', valid(messageId)) id: string, @Caller() caller: Principal): Promise<unknown> {
    return toApi(await this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.replay(tx, id, { by: caller.username })));
  }

  @Post(':id/discard')
  @Endpoint({ summary: 'Give it up for good, with a reason', roles: ['operator', 'engineer'], answers: { 200: parkedMessage } })
  async discard(
    @Param('id', valid(messageId)) id: string,
    @Body(valid(discardBody)) { reason }: z.output<typeof discardBody>,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    return toApi(await this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.discard(tx, id, { by: caller.username, reason })));
  }
}

const toApi = ({ utility: _utility, parkedAt, settledAt, ...message }: ParkedMessage): unknown => ({
  ...message,
  parkedAt: parkedAt.toISOString(),
  ...(settledAt === undefined ? {} : { settledAt: settledAt.toISOString() }),
});

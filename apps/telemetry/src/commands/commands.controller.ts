import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import * as wire from '@openprepay/contracts/wire';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { SendCommand } from './send-command.js';

const MIN_INTERVAL_SECONDS = 1;
const MAX_INTERVAL_SECONDS = 86_400;

const noParams = z.strictObject({}).default({});
const commandBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read-now'), params: noParams }),
  z.object({ kind: z.literal('relay-open'), params: noParams }),
  z.object({ kind: z.literal('relay-close'), params: noParams }),
  z.object({
    kind: z.literal('set-interval'),
    params: z.strictObject({ seconds: z.int().min(MIN_INTERVAL_SECONDS).max(MAX_INTERVAL_SECONDS) }),
  }),
]);

@Controller('v1/meters/:meterNumber/commands')
export class CommandsController {
  constructor(@Inject(SendCommand) private readonly send: SendCommand) {}

  @Post()
  @Endpoint({
    summary: 'Send a command to a connected meter',
    roles: ['engineer'],
    answers: { 202: z.object({ commandId: z.uuid(), expiresAt: z.iso.datetime() }) },
  })
  async create(
    @Param('meterNumber', valid(wire.meterNumber)) meterNumber: string,
    @Body(valid(commandBody)) { kind, params }: z.output<typeof commandBody>,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const { commandId, expiresAt } = await this.send.execute(caller.utility, { meterNumber, kind, params, requestedBy: caller.username });
    return { commandId, expiresAt };
  }
}

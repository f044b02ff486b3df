import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import * as wire from '@openprepay/contracts/wire';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { ReadMeter } from './read-meter.js';

const shadow = z.object({
  meterNumber: z.string(),
  connected: z.boolean(),
  lastSeenAt: z.iso.datetime().optional(),
  firmware: z.string().optional(),
  relay: z.enum(['open', 'closed']).optional(),
  creditRemaining: z.string().optional(),
  registers: z.record(z.string(), z.object({ value: z.string(), ts: z.iso.datetime() })),
});

@Controller('v1/meters/:meterNumber')
export class MetersController {
  constructor(@Inject(ReadMeter) private readonly meters: ReadMeter) {}

  @Get()
  @Endpoint({ summary: 'What a meter last said of itself', roles: ['operator', 'engineer', 'clerk'], answers: { 200: shadow } })
  read(@Param('meterNumber', valid(wire.meterNumber)) meterNumber: string, @Caller() caller: Principal): Promise<unknown> {
    return this.meters.execute(caller.utility, meterNumber);
  }
}

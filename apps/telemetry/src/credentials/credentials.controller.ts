import { Controller, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import * as wire from '@openprepay/contracts/wire';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { IssueCredentials } from './issue-credentials.js';
import { RevokeCredentials } from './revoke-credentials.js';

const credentials = z.object({ username: z.string(), password: z.string().describe('shown this once') });

@Controller('v1/meters/:meterNumber/credentials')
export class CredentialsController {
  constructor(
    @Inject(IssueCredentials) private readonly issue: IssueCredentials,
    @Inject(RevokeCredentials) private readonly revoke: RevokeCredentials,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Give a meter MQTT credentials; the former ones end',
    roles: ['engineer', 'operator'],
    answers: { 201: credentials },
  })
  create(@Param('meterNumber', valid(wire.meterNumber)) meterNumber: string, @Caller() caller: Principal): Promise<unknown> {
    return this.issue.execute(caller.utility, meterNumber);
  }

  @Delete()
  @HttpCode(204)
  @Endpoint({ summary: "Take a meter's MQTT access away", roles: ['engineer', 'operator'], answers: { 204: z.void() } })
  async remove(@Param('meterNumber', valid(wire.meterNumber)) meterNumber: string, @Caller() caller: Principal): Promise<void> {
    await this.revoke.execute(caller.utility, meterNumber);
  }
}

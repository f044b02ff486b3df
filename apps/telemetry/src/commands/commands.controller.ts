import { Controller, Inject } from '@nestjs/common';
import { type SentCommandAnswer, telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { sentCommandToApi } from './meter-command-api.js';
import { SendCommand } from './send-command.js';

const { sendCommand } = telemetryApi.endpoints;

@Controller()
export class CommandsController {
  constructor(@Inject(SendCommand) private readonly sendCommand: SendCommand) {}

  @Endpoint(sendCommand)
  async send(@Caller() caller: Principal, @Input() { params, body }: Input<typeof sendCommand>): Promise<SentCommandAnswer> {
    return sentCommandToApi(await this.sendCommand.execute(caller, { ...params, ...body }));
  }
}

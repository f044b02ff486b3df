import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { MeterWishAnswer, SentCommandAnswer } from '@openprepay/contracts/http/telemetry-commands';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindCommands } from './find-commands.js';
import { sentCommandToApi, wishToApi } from './meter-command-api.js';
import { SendCommand } from './send-command.js';
import { WishMeter } from './wish-meter.js';

const { sendCommand, listCommands, readCommand, wishMeter } = telemetryApi.endpoints;

@Controller()
export class CommandsController {
  constructor(
    @Inject(SendCommand) private readonly sendCommand: SendCommand,
    @Inject(FindCommands) private readonly findCommands: FindCommands,
    @Inject(WishMeter) private readonly wishMeter: WishMeter,
  ) {}

  @Endpoint(sendCommand)
  async send(@Caller() caller: Principal, @Input() { params, body }: Input<typeof sendCommand>): Promise<SentCommandAnswer> {
    return sentCommandToApi(await this.sendCommand.execute(caller, { ...params, ...body }));
  }

  @Endpoint(listCommands)
  async list(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listCommands>): Promise<Page<SentCommandAnswer>> {
    return mapPage(await this.findCommands.execute(caller, { ...params, ...query }), sentCommandToApi);
  }

  @Endpoint(readCommand)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readCommand>): Promise<SentCommandAnswer> {
    return sentCommandToApi(await this.findCommands.one(caller, params));
  }

  @Endpoint(wishMeter)
  async wish(@Caller() caller: Principal, @Input() { params, body }: Input<typeof wishMeter>): Promise<MeterWishAnswer> {
    return wishToApi(await this.wishMeter.execute(caller, { ...params, ...body }));
  }
}

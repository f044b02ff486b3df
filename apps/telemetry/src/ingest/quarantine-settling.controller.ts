import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { QuarantinedMessageAnswer, SettledMessagesAnswer } from '@openprepay/contracts/http/telemetry-quarantine';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { DiscardQuarantined } from '../quarantine/discard-quarantined.js';
import { quarantinedMessageToApi } from '../quarantine/quarantine-api.js';
import { ReplayQuarantined } from './replay-quarantined.js';

const { replayQuarantined, discardQuarantined, replayQuarantine, discardQuarantine } = telemetryApi.endpoints;

/** Stands with the way in: what is replayed goes that way again. */
@Controller()
export class QuarantineSettlingController {
  constructor(
    @Inject(ReplayQuarantined) private readonly replay: ReplayQuarantined,
    @Inject(DiscardQuarantined) private readonly discard: DiscardQuarantined,
  ) {}

  @Endpoint(replayQuarantined)
  async replayOne(@Caller() caller: Principal, @Input() { params }: Input<typeof replayQuarantined>): Promise<QuarantinedMessageAnswer> {
    return quarantinedMessageToApi(await this.replay.one(caller, params));
  }

  @Endpoint(discardQuarantined)
  async discardOne(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof discardQuarantined>,
  ): Promise<QuarantinedMessageAnswer> {
    return quarantinedMessageToApi(await this.discard.one(caller, { ...params, ...body }));
  }

  @Endpoint(replayQuarantine)
  async replayMany(@Caller() caller: Principal, @Input() { body, query }: Input<typeof replayQuarantine>): Promise<SettledMessagesAnswer> {
    return this.replay.many(caller, { ...body, ...query });
  }

  @Endpoint(discardQuarantine)
  async discardMany(@Caller() caller: Principal, @Input() { body }: Input<typeof discardQuarantine>): Promise<SettledMessagesAnswer> {
    return this.discard.many(caller, body);
  }
}

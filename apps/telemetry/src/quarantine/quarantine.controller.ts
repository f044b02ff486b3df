import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { QuarantinedByCodeAnswer, QuarantinedMessageAnswer } from '@openprepay/contracts/http/telemetry-quarantine';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { CountQuarantined } from './count-quarantined.js';
import { FindQuarantinedMessages } from './find-quarantined-messages.js';
import { quarantinedMessageToApi } from './quarantine-api.js';

const { listQuarantine, countQuarantine } = telemetryApi.endpoints;

@Controller()
export class QuarantineController {
  constructor(
    @Inject(FindQuarantinedMessages) private readonly findQuarantinedMessages: FindQuarantinedMessages,
    @Inject(CountQuarantined) private readonly countQuarantined: CountQuarantined,
  ) {}

  @Endpoint(listQuarantine)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listQuarantine>): Promise<Page<QuarantinedMessageAnswer>> {
    return mapPage(await this.findQuarantinedMessages.execute(caller, query), quarantinedMessageToApi);
  }

  @Endpoint(countQuarantine)
  async counts(@Caller() caller: Principal, @Input() { query }: Input<typeof countQuarantine>): Promise<QuarantinedByCodeAnswer> {
    return { items: [...(await this.countQuarantined.execute(caller, query))] };
  }
}

import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { AlarmStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindStorms } from './find-storms.js';
import { stormToApi } from './storm-api.js';

const { listAlarmStorms } = telemetryApi.endpoints;

@Controller()
export class StormsController {
  constructor(@Inject(FindStorms) private readonly findStorms: FindStorms) {}

  @Endpoint(listAlarmStorms)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listAlarmStorms>): Promise<Page<AlarmStormAnswer>> {
    return mapPage(await this.findStorms.execute(caller, query), stormToApi);
  }
}

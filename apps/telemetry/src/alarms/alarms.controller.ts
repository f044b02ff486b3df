import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { AlarmAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { AcknowledgeAlarm } from './acknowledge-alarm.js';
import { alarmToApi } from './alarm-api.js';
import { ClearAlarm } from './clear-alarm.js';
import { FindAlarms } from './find-alarms.js';

const { listAlarms, acknowledgeAlarm, clearAlarm } = telemetryApi.endpoints;

@Controller()
export class AlarmsController {
  constructor(
    @Inject(FindAlarms) private readonly findAlarms: FindAlarms,
    @Inject(AcknowledgeAlarm) private readonly acknowledgeAlarm: AcknowledgeAlarm,
    @Inject(ClearAlarm) private readonly clearAlarm: ClearAlarm,
  ) {}

  @Endpoint(listAlarms)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listAlarms>): Promise<Page<AlarmAnswer>> {
    return mapPage(await this.findAlarms.execute(caller, query), alarmToApi);
  }

  @Endpoint(acknowledgeAlarm)
  async acknowledge(@Caller() caller: Principal, @Input() { params }: Input<typeof acknowledgeAlarm>): Promise<AlarmAnswer> {
    return alarmToApi(await this.acknowledgeAlarm.execute(caller, params));
  }

  @Endpoint(clearAlarm)
  async clear(@Caller() caller: Principal, @Input() { params, body }: Input<typeof clearAlarm>): Promise<AlarmAnswer> {
    return alarmToApi(await this.clearAlarm.execute(caller, { ...params, ...body }));
  }
}

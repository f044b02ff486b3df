import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { AlarmAnswer, AlarmStormAnswer, SettledStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { alarmToApi } from '../alarms/alarm-api.js';
import { FindStorm } from './find-storm.js';
import { FindStormMeters } from './find-storm-meters.js';
import { FindStorms } from './find-storms.js';
import { SettleStorm } from './settle-storm.js';
import { stormToApi } from './storm-api.js';

const { listAlarmStorms, readAlarmStorm, listStormMeters, acknowledgeAlarmStorm, clearAlarmStorm } = telemetryApi.endpoints;

@Controller()
export class StormsController {
  constructor(
    @Inject(FindStorms) private readonly findStorms: FindStorms,
    @Inject(FindStorm) private readonly findStorm: FindStorm,
    @Inject(FindStormMeters) private readonly findStormMeters: FindStormMeters,
    @Inject(SettleStorm) private readonly settleStorm: SettleStorm,
  ) {}

  @Endpoint(listAlarmStorms)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listAlarmStorms>): Promise<Page<AlarmStormAnswer>> {
    return mapPage(await this.findStorms.execute(caller, query), stormToApi);
  }

  @Endpoint(readAlarmStorm)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readAlarmStorm>): Promise<AlarmStormAnswer> {
    return stormToApi(await this.findStorm.execute(caller, params));
  }

  @Endpoint(listStormMeters)
  async meters(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listStormMeters>): Promise<Page<AlarmAnswer>> {
    return mapPage(await this.findStormMeters.execute(caller, { ...params, ...query }), alarmToApi);
  }

  @Endpoint(acknowledgeAlarmStorm)
  async acknowledge(@Caller() caller: Principal, @Input() { params }: Input<typeof acknowledgeAlarmStorm>): Promise<SettledStormAnswer> {
    return this.settleStorm.acknowledge(caller, params);
  }

  @Endpoint(clearAlarmStorm)
  async clear(@Caller() caller: Principal, @Input() { params, body }: Input<typeof clearAlarmStorm>): Promise<SettledStormAnswer> {
    return this.settleStorm.clear(caller, { ...params, ...body });
  }
}

import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { AlarmRuleAnswer } from '@openprepay/contracts/http/telemetry-alarm-rules';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { alarmRuleToApi } from './alarm-rule-api.js';
import { FindAlarmRules } from './find-alarm-rules.js';
import { SetAlarmRule } from './set-alarm-rule.js';

const { listAlarmRules, setAlarmRule } = telemetryApi.endpoints;

@Controller()
export class AlarmRulesController {
  constructor(
    @Inject(FindAlarmRules) private readonly findRules: FindAlarmRules,
    @Inject(SetAlarmRule) private readonly setRule: SetAlarmRule,
  ) {}

  @Endpoint(listAlarmRules)
  async list(@Caller() caller: Principal): Promise<{ items: AlarmRuleAnswer[] }> {
    return { items: (await this.findRules.execute(caller)).map(alarmRuleToApi) };
  }

  @Endpoint(setAlarmRule)
  async set(@Caller() caller: Principal, @Input() { params, body }: Input<typeof setAlarmRule>): Promise<AlarmRuleAnswer> {
    return alarmRuleToApi(await this.setRule.execute(caller, { ...params, ...body }));
  }
}

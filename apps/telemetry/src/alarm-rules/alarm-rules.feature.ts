import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AlarmRuleRepository } from './alarm-rule.repository.js';
import { AlarmRulesController } from './alarm-rules.controller.js';
import { FindAlarmRules } from './find-alarm-rules.js';
import { SetAlarmRule } from './set-alarm-rule.js';

export const alarmRules: Feature = {
  controllers: [AlarmRulesController],
  providers: [
    provide(AlarmRuleRepository, []),
    provide(FindAlarmRules, [UnitOfWork, AlarmRuleRepository]),
    provide(SetAlarmRule, [UnitOfWork, AlarmRuleRepository, Outbox, CLOCK]),
  ],
};

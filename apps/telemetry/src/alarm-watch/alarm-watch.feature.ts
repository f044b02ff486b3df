import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, consumers, LOGGER, provide } from '@openprepay/runtime/service';
import { AlarmRuleRepository } from '../alarm-rules/alarm-rule.repository.js';
import { AlarmCauseRepository } from '../alarms/alarm-cause.repository.js';
import { EndAlarms } from '../alarms/end-alarms.js';
import { RaiseAlarm } from '../alarms/raise-alarm.js';
import { GatherStorms } from '../storms/gather-storms.js';
import { limits } from '../telemetry-limits.js';
import { FollowPresence } from './follow-presence.js';
import { JudgeMeters } from './judge-meters.js';
import { MeterFactsRepository } from './meter-facts.repository.js';
import { presenceConsumers } from './presence.consumer.js';
import { SilentMeterRepository } from './silent-meter.repository.js';
import { WatchSilence } from './watch-silence.js';

export const alarmWatch: Feature = {
  providers: [
    provide(MeterFactsRepository, []),
    provide(SilentMeterRepository, []),
    provide(JudgeMeters, [AlarmRuleRepository, MeterFactsRepository, AlarmCauseRepository, RaiseAlarm, EndAlarms, CLOCK]),
    provide(FollowPresence, [SilentMeterRepository, AlarmCauseRepository, EndAlarms, CLOCK]),
    provide(WatchSilence, [
      UnitOfWork,
      SilentMeterRepository,
      AlarmRuleRepository,
      AlarmCauseRepository,
      RaiseAlarm,
      GatherStorms,
      CLOCK,
      LOGGER,
    ]),
    consumers([FollowPresence], presenceConsumers),
    repeating([WatchSilence], { name: 'silent meters', everyMs: limits.alarms.silenceEveryMs }, (watch) => watch.execute()),
  ],
};

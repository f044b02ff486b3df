import type { AlarmAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { present } from '@openprepay/contracts/present';
import { type Alarm, stateOf } from './alarm.js';

export const alarmToApi = (alarm: Alarm): AlarmAnswer => {
  const { raisedAt, meterTime, acknowledgedAt, clearedAt, ...rest } = alarm;
  return present({
    ...rest,
    state: stateOf(alarm),
    raisedAt: raisedAt.toISOString(),
    meterTime: meterTime?.toISOString(),
    acknowledgedAt: acknowledgedAt?.toISOString(),
    clearedAt: clearedAt?.toISOString(),
  });
};

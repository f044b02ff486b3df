import type { AlarmAnswer } from '@openprepay/contracts/http/telemetry';
import { present } from '@openprepay/contracts/present';
import type { Alarm } from './alarm.js';

export const alarmToApi = ({ raisedAt, meterTime, acknowledgedAt, ...alarm }: Alarm): AlarmAnswer =>
  present({
    ...alarm,
    raisedAt: raisedAt.toISOString(),
    meterTime: meterTime?.toISOString(),
    acknowledgedAt: acknowledgedAt?.toISOString(),
  });

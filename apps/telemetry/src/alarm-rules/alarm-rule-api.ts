import type { AlarmRuleAnswer } from '@openprepay/contracts/http/telemetry-alarm-rules';
import { present } from '@openprepay/contracts/present';
import { type AlarmRule, THRESHOLD_UNIT } from './alarm-rule.js';

export const alarmRuleToApi = ({ changedAt, ...rule }: AlarmRule): AlarmRuleAnswer =>
  present({ ...rule, unit: THRESHOLD_UNIT[rule.kind], changedAt: changedAt?.toISOString() });

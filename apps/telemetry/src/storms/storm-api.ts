import type { AlarmStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { present } from '@openprepay/contracts/present';
import type { Storm } from './storm.js';

export const stormToApi = ({ beganAt, endedAt, lastJoinedAt: _lastJoinedAt, ...storm }: Storm): AlarmStormAnswer =>
  present({ ...storm, state: endedAt === undefined ? 'open' : 'ended', beganAt: beganAt.toISOString(), endedAt: endedAt?.toISOString() });

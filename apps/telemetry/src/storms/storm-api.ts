import type { AlarmStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { present } from '@openprepay/contracts/present';
import type { Storm } from './storm.js';

export const stormToApi = ({ stormId, networkNode, meters, away, unacknowledged, beganAt, endedAt }: Storm): AlarmStormAnswer =>
  present({
    ...{ stormId, networkNode, meters, away, unacknowledged },
    state: endedAt === undefined ? 'open' : 'ended',
    beganAt: beganAt.toISOString(),
    endedAt: endedAt?.toISOString(),
  });

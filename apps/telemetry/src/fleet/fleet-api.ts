import type { FleetAnswer, ListedMeterAnswer } from '@openprepay/contracts/http/telemetry-fleet';
import { present } from '@openprepay/contracts/present';
import type { Fleet, ListedMeter } from './fleet.js';

export const fleetToApi = ({ asOf, lastSeen, deliveries, openAlarms, ...fleet }: Fleet): FleetAnswer => ({
  ...fleet,
  lastSeen: [...lastSeen],
  deliveries: [...deliveries],
  openAlarms: [...openAlarms],
  asOf: asOf.toISOString(),
});

export const listedMeterToApi = ({ lastSeenAt, changedAt, ...meter }: ListedMeter): ListedMeterAnswer =>
  present({
    ...meter,
    connected: meter.presence === 'connected',
    lastSeenAt: lastSeenAt?.toISOString(),
    changedAt: changedAt?.toISOString(),
  });

import { topicsOfMeter } from '../dialects/topics-of-meter.js';
import type { DeviceProfile } from '../uplink/device-profile.js';
import { mayHear, maySend, type Role } from './access-rule.js';

export const roleNameOf = (meterNumber: string): string => `meter-${meterNumber}`;

/** A meter's own role: the topics that it speaks and listens on, and nothing else. */
export const meterRole = (meterNumber: string, profile?: DeviceProfile): Role => ({
  rolename: roleNameOf(meterNumber),
  acls: topicsOfMeter(meterNumber, profile).flatMap(({ action, topic }) => (action === 'publish' ? [maySend(topic)] : mayHear(topic))),
});

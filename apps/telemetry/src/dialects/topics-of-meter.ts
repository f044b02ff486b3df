import { downlinkLeaves, meterTopic, uplinkLeaves } from '../mqtt/meter-topics.js';
import type { DeviceProfile } from '../uplink/device-profile.js';
import { topicsOfDevice } from './device-dialects.js';
import type { DeviceTopic } from './dialect.js';

/** Every topic that a meter may use, and none of another's: those of its profile, or of this platform where it has none. */
export const topicsOfMeter = (meterNumber: string, profile?: DeviceProfile): readonly DeviceTopic[] =>
  profile !== undefined
    ? topicsOfDevice(profile, meterNumber)
    : [
        ...uplinkLeaves.map((leaf) => ({ action: 'publish' as const, topic: meterTopic(meterNumber, leaf) })),
        ...downlinkLeaves.map((leaf) => ({ action: 'subscribe' as const, topic: meterTopic(meterNumber, leaf) })),
      ];

import { downlinkLeaves, meterTopic, uplinkLeaves } from '../mqtt/meter-topics.js';
import { mayHear, maySend, type Role } from './access-rule.js';

/** A meter's own role: its four topics to speak on, its two to listen to, and nothing else. */
export const meterRole = (meterNumber: string): Role => ({
  rolename: `meter-${meterNumber}`,
  acls: [
    ...uplinkLeaves.map((leaf) => maySend(meterTopic(meterNumber, leaf))),
    ...downlinkLeaves.flatMap((leaf) => mayHear(meterTopic(meterNumber, leaf))),
  ],
});

import { nativeDialect } from './native-dialect.js';
import { UplinkRefused } from './uplink-refused.js';
import type { Dialect, Uplink } from './uplink.js';

/** The first whose topic it is decodes a message; add a dialect here and it is subscribed to and understood. */
const dialects: readonly Dialect[] = [nativeDialect];

/** What the service subscribes to. */
export const uplinkFilters: readonly string[] = dialects.flatMap(({ filters }) => filters);

/** The same, shared by the instances of a group: each message goes to one of them. */
export const sharedUplinkFilters = (group: string): readonly string[] => uplinkFilters.map((filter) => `$share/${group}/${filter}`);

/** The meter that a topic says it is of, before anything is decoded. */
export const meterOf = (topic: string): string | undefined => {
  for (const dialect of dialects) {
    const meterNumber = dialect.meterOf(topic);
    if (meterNumber !== undefined) return meterNumber;
  }
  return undefined;
};

/** @throws {UplinkRefused} with the reason to quarantine the message */
export function decodeUplink(topic: string, payload: Buffer): Uplink {
  const dialect = dialects.find((candidate) => candidate.meterOf(topic) !== undefined);
  if (!dialect) throw new UplinkRefused('telemetry.topic_unknown', 'no meter speaks on this topic');
  return dialect.decode(topic, payload);
}

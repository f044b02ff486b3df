import { nativeDialect } from './native-dialect.js';
import { UplinkRefused } from './uplink-refused.js';
import type { Uplink } from './uplink.js';

/** What the service subscribes to, whatever profiles there are. */
export const uplinkFilters: readonly string[] = nativeDialect.filters;

/** A filter shared by the instances of a group: each message goes to one of them. */
export const sharedFilter = (group: string, filter: string): string => `$share/${group}/${filter}`;

export const sharedUplinkFilters = (group: string): readonly string[] => uplinkFilters.map((filter) => sharedFilter(group, filter));

const NUMBER = /(?:^|\/)(\d{11}(?:\d{2})?)(?=\/|$)/;

/** The meter that a topic says it is of, before anything is decoded: a level of it is the number. */
export const meterOf = (topic: string): string | undefined => nativeDialect.meterOf(topic) ?? NUMBER.exec(topic)?.[1];

/**
 * What a meter said that speaks as this platform does.
 *
 * @throws {UplinkRefused} with the reason to quarantine the message
 */
export function decodeUplink(topic: string, payload: Buffer): Uplink {
  if (nativeDialect.meterOf(topic) === undefined) throw new UplinkRefused('telemetry.topic_unknown', 'no meter speaks on this topic');
  return nativeDialect.decode(topic, payload);
}

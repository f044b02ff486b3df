import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import { type DeviceProfile, METER_NUMBER } from '../uplink/device-profile.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import { nativeDialect } from '../uplink/native-dialect.js';
import { type Decoded, type DeviceDialect, type DeviceTopic, type Heard, publish, subscribe } from './dialect.js';
import { obisJson } from './obis-json.js';
import { shellyGen2 } from './shelly-gen2.js';
import { sparkplugB } from './sparkplug-b.js';
import { tasmota } from './tasmota.js';
import { thingsboard } from './thingsboard.js';
import { filterCovers } from './topic-filter.js';
import { downlinkLeaves, meterTopic, type UplinkLeaf, uplinkLeaves } from '../mqtt/meter-topics.js';

/** This platform's own, on topics of another name. */
const native: DeviceDialect = {
  topics: (pattern) => {
    if (!pattern.endsWith('/readings')) return undefined;
    const base = pattern.slice(0, -'readings'.length);
    return [...publish(...uplinkLeaves.map((leaf) => base + leaf)), ...subscribe(...downlinkLeaves.map((leaf) => base + leaf))];
  },
  usual: {},
  remembers: false,
  decode: ({ topic, payload, meterNumber }) => {
    const leaf = topic.slice(topic.lastIndexOf('/') + 1) as UplinkLeaf;
    return { uplinks: [nativeDialect.decode(meterTopic(meterNumber, leaf), payload)] };
  },
};

const dialects: Readonly<Record<DialectName, DeviceDialect>> = {
  native,
  thingsboard,
  tasmota,
  'shelly-gen2': shellyGen2,
  'sparkplug-b': sparkplugB,
  'obis-json': obisJson,
};

/** The `me` of ThingsBoard's device API is the number's place: the broker puts in who publishes. */
const ME = 'v1/devices/me/';

/** The pattern with the place of the number in it, whatever way it was written. */
export const spelledPattern = (pattern: string): string =>
  pattern.startsWith(ME) ? `v1/devices/${METER_NUMBER}/${pattern.slice(ME.length)}` : pattern;

const OWN_TOPICS = 'meters';

/** Some brokers end the session of whoever asks for a topic with other characters in it. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** A level that could be another meter's number would be taken for it. */
const LOOKS_LIKE_A_NUMBER = /^\d{11}(?:\d{2})?$/;

/** @returns undefined where devices of that dialect cannot have their readings on that topic, or it has no single place for the number */
export function topicsOf({ dialect, topicPattern }: Pick<DeviceProfile, 'dialect' | 'topicPattern'>): readonly DeviceTopic[] | undefined {
  const levels = topicPattern.split('/');
  const places = levels.filter((level) => level === METER_NUMBER);
  const others = levels.filter((level) => level !== METER_NUMBER);
  const isPlain = others.every((level) => PRINTABLE.test(level) && !/[{}#$]/.test(level) && !LOOKS_LIKE_A_NUMBER.test(level));
  // What the service itself sends to meters of the house's own dialect would be heard as said by them.
  if (levels[0] === OWN_TOPICS && dialect !== 'native') return undefined;
  const wildcards = others.filter((level) => level.includes('+'));
  if (places.length !== 1 || !isPlain || (wildcards.length > 0 && dialect !== 'sparkplug-b') || wildcards.some((level) => level !== '+'))
    return undefined;
  return dialects[dialect].topics(topicPattern);
}

/** The same with the number of one meter. */
export const topicsOfDevice = (profile: DeviceProfile, meterNumber: string): readonly DeviceTopic[] =>
  (topicsOf(profile) ?? []).map(({ action, topic }) => ({ action, topic: topic.replace(METER_NUMBER, meterNumber) }));

/** What is subscribed to for all meters of a profile. */
export const filtersOf = (profile: Pick<DeviceProfile, 'dialect' | 'topicPattern'>): readonly string[] =>
  (topicsOf(profile) ?? []).flatMap(({ action, topic }) => (action === 'publish' ? [topic.replace(METER_NUMBER, '+')] : []));

export const remembers = ({ dialect }: DeviceProfile): boolean => dialects[dialect].remembers;

/** @throws {UplinkRefused} with the reason to quarantine the message */
export function decodeOfDevice(heard: Heard): Decoded {
  const { profile, meterNumber, topic } = heard;
  const isOwn = topicsOfDevice(profile, meterNumber).some((one) => one.action === 'publish' && filterCovers(one.topic, topic));
  if (!isOwn) throw new UplinkRefused('telemetry.topic_not_allowed', `no topic of a device with the profile ${profile.code}`);
  return dialects[profile.dialect].decode(heard);
}

import type { DeviceProfile, Sources } from '../uplink/device-profile.js';
import type { Uplink } from '../uplink/uplink.js';

/** What a device said, and what is known of it. */
export interface Heard {
  readonly topic: string;
  readonly payload: Buffer;
  /** By our clock; the time of what carries none. */
  readonly receivedAt: Date;
  readonly meterNumber: string;
  readonly profile: DeviceProfile;
  /** What the dialect asked to be kept of this device; undefined where there is nothing yet. */
  readonly memory: unknown;
}

export interface Decoded {
  readonly uplinks: readonly Uplink[];
  /** To be kept in place of what was known, before the message is acknowledged. */
  readonly memory?: object;
}

/** A topic with `{meterNumber}` in the place of the number; what a device publishes on may have wildcards. */
export interface DeviceTopic {
  readonly action: 'publish' | 'subscribe';
  readonly topic: string;
}

/** A payload dialect of devices that are not of this platform: pure functions of what is heard and what is known. */
export interface DeviceDialect {
  /** What a device uses whose readings come on this topic. @returns undefined where no device of this dialect could */
  readonly topics: (topicPattern: string) => readonly DeviceTopic[] | undefined;
  /** Registers by the names that the dialect itself gives them. */
  readonly usual: Sources;
  /** Whether what a device said before is needed to understand it. */
  readonly remembers: boolean;
  /** @throws {UplinkRefused} with the reason to quarantine the message, and nothing else */
  readonly decode: (heard: Heard) => Decoded;
}

export const publish = (...topics: readonly string[]): readonly DeviceTopic[] => topics.map((topic) => ({ action: 'publish', topic }));
export const subscribe = (...topics: readonly string[]): readonly DeviceTopic[] => topics.map((topic) => ({ action: 'subscribe', topic }));

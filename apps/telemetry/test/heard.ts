import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import type { DeviceProfile } from '../src/uplink/device-profile.js';
import type { Uplink } from '../src/uplink/uplink.js';
import { decodeOfDevice } from '../src/dialects/device-dialects.js';
import type { Decoded } from '../src/dialects/dialect.js';

/** What specs of dialects share: one meter, one moment, and what a decoder makes of a message. */
export const METER = '07000000017';
export const NOW = new Date('2026-11-26T10:00:30Z');

export const profileOf = (dialect: DialectName, topicPattern: string, more: Partial<DeviceProfile> = {}): DeviceProfile => ({
  code: 'of-test',
  dialect,
  topicPattern,
  registers: {},
  timeZone: 'Africa/Nairobi',
  ...more,
});

export function hear(profile: DeviceProfile, topic: string, payload: unknown, memory?: unknown): Decoded {
  const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return decodeOfDevice({ topic, payload: bytes, receivedAt: NOW, meterNumber: METER, profile, memory });
}

/** The registers of the first reading among these. */
export function registersIn(uplinks: readonly Uplink[]): Readonly<Record<string, string>> | undefined {
  const readings = uplinks.find(({ kind }) => kind === 'readings');
  return readings?.kind === 'readings' ? readings.readings[0]?.registers : undefined;
}

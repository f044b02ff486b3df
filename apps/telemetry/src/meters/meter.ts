import type { DeviceProfile } from '../uplink/device-profile.js';

/** Who a meter number belongs to, as the ingest path needs it. */
export interface MeterIdentity {
  readonly utility: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  /** What it speaks; undefined of one that speaks as this platform does. */
  readonly profile?: DeviceProfile;
}

/** Told, with utility and meter number, when vending has made a meter known. */
export const METER_CHANNEL = 'telemetry_meter';
export const meterPayload = (utility: string, meterNumber: string): string => `${utility}/${meterNumber}`;

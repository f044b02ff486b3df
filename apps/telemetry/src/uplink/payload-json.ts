import { limits } from '../telemetry-limits.js';
import { UplinkRefused } from './uplink-refused.js';

/** @throws {UplinkRefused} `telemetry.payload_too_large` */
export function requireSize(payload: Buffer): void {
  if (payload.length <= limits.uplink.maxPayloadBytes) return;
  throw new UplinkRefused('telemetry.payload_too_large', `${payload.length} bytes; at most ${limits.uplink.maxPayloadBytes} are taken`);
}

/** @throws {UplinkRefused} `telemetry.payload_too_large`, `telemetry.payload_not_json` */
export function parseJson(payload: Buffer): unknown {
  requireSize(payload);
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    throw new UplinkRefused('telemetry.payload_not_json', 'the payload is no JSON');
  }
}

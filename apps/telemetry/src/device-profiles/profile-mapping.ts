import { present } from '@openprepay/contracts/present';
import { canonicalObis } from '@openprepay/contracts/telemetry';
import { formatOf } from '../dialects/local-time.js';
import { TelemetryError } from '../telemetry-error.js';
import type { DeviceProfile, Source } from '../uplink/device-profile.js';

type WrittenSource = string | { readonly from: string; readonly factor?: string | undefined };

/** As a caller writes it: a name alone, or with what its value is multiplied by. */
export interface WrittenMapping {
  readonly registers?: Readonly<Record<string, WrittenSource>> | undefined;
  readonly credit?: WrittenSource | undefined;
  readonly timeZone?: string | undefined;
}

/** @throws {TelemetryError} `telemetry.time_zone_unknown` */
export function mappingOf(
  { registers = {}, credit, timeZone }: WrittenMapping,
  ownZone: string,
): Pick<DeviceProfile, 'registers' | 'credit' | 'timeZone'> {
  const named = Object.entries(registers).map(([code, source]) => [canonicalObis(code) ?? code, sourceOf(source)] as const);
  const zone = timeZone ?? ownZone;
  requireZone(zone);
  return present({ registers: Object.fromEntries(named), credit: credit === undefined ? undefined : sourceOf(credit), timeZone: zone });
}

const sourceOf = (source: WrittenSource): Source => (typeof source === 'string' ? { from: source } : present(source));

function requireZone(timeZone: string): void {
  try {
    formatOf(timeZone);
  } catch (cause) {
    throw new TelemetryError('telemetry.time_zone_unknown', 'no zone of the IANA data base', { cause });
  }
}

import { canonicalObis } from '@openprepay/contracts/telemetry';
import type { Sources } from '../uplink/device-profile.js';
import { parseJson } from '../uplink/payload-json.js';
import type { RefusedPart } from '../uplink/refused-part.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import type { RegisterReading } from '../uplink/uplink.js';
import { type DeviceDialect, type Heard, publish } from './dialect.js';
import { instantOf } from './local-time.js';
import { registersOf, uplinksOfMany, valuesOf } from './said-values.js';

type Json = Readonly<Record<string, unknown>>;

const MAX_READINGS = 500;
const SECOND_MS = 1_000;
/** A count of seconds is below this until the year 5138, one of milliseconds above it since 1973. */
const LAST_SECOND = 1e11;

/**
 * Concentrators that read meters by DLMS and write what they read by its OBIS code:
 * `{"meter":"…","ts":"…","obis":{"1-0:1.8.0":1234.5}}`, one or a list of them.
 */
export const obisJson: DeviceDialect = {
  topics: (pattern) => publish(pattern),
  usual: {},
  remembers: false,
  decode: (heard) => {
    const json = parseJson(heard.payload);
    const said = Array.isArray(json) ? json : [json];
    if (said.length === 0 || said.length > MAX_READINGS)
      throw new UplinkRefused('telemetry.payload_invalid', `1 to ${MAX_READINGS} readings in a message`);
    const refused: RefusedPart[] = [];
    const readings = said.map((one) => readingOf(one, heard, refused));
    return { uplinks: uplinksOfMany(heard.meterNumber, readings, refused) };
  },
};

function readingOf(said: unknown, heard: Heard, refused: RefusedPart[]): RegisterReading {
  if (!isObject(said)) throw new UplinkRefused('telemetry.payload_invalid', 'a reading is an object with ts and obis');
  const { meter, ts, obis } = said;
  if (meter !== undefined && meter !== heard.meterNumber && meter !== Number(heard.meterNumber))
    throw new UplinkRefused('telemetry.meter_number_mismatch', 'the payload names another meter than the topic');
  if (!isObject(obis)) throw new UplinkRefused('telemetry.payload_invalid', 'obis: values by OBIS code');
  const values = valuesOf(obis);
  const named = new Set(Object.values(heard.profile.registers).map(({ from }) => from));
  const sources: Record<string, Sources[string]> = {};
  for (const code of values.keys()) {
    const register = canonicalObis(code);
    if (register !== undefined && !named.has(code)) sources[register] = { from: code };
    else if (!named.has(code)) refused.push({ at: code.slice(0, 40), reason: 'no OBIS code' });
  }
  const read = registersOf(values, sources, heard.profile);
  refused.push(...read.refused);
  return { ts: timeOf(ts, heard), registers: read.registers };
}

function timeOf(ts: unknown, { receivedAt, profile }: Heard): Date {
  if (ts === undefined || ts === null) return receivedAt;
  if (typeof ts === 'number' && ts > 0 && ts < LAST_SECOND * SECOND_MS) return new Date(ts < LAST_SECOND ? ts * SECOND_MS : ts);
  const instant = typeof ts === 'string' ? instantOf(ts, profile.timeZone) : undefined;
  if (instant === undefined) throw new UplinkRefused('telemetry.payload_invalid', 'ts: no time');
  return instant;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

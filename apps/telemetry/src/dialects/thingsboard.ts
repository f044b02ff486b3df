import { canonicalObis } from '@openprepay/contracts/telemetry';
import { CREDIT_REGISTER } from '../shadow/shadow.js';
import type { Sources } from '../uplink/device-profile.js';
import { parseJson } from '../uplink/payload-json.js';
import type { RefusedPart } from '../uplink/refused-part.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import type { RegisterReading } from '../uplink/uplink.js';
import { type Decoded, type DeviceDialect, type Heard, publish, subscribe } from './dialect.js';
import { online, registersOf, RELAY_REGISTER, uplinksOfMany, valuesOf } from './said-values.js';

type Json = Readonly<Record<string, unknown>>;

const MAX_READINGS = 500;
const TELEMETRY = 'telemetry';
const FIRMWARE = /^[\x20-\x7e]{1,64}$/;
/** No instant of JavaScript is later. */
const LAST_MS = 8.64e15;

/** The platform has no names for what is measured; these are what devices call it most often, in the registers' usual units. */
const usual: Sources = {
  '1-0:1.8.0': { from: 'energy' },
  '1-0:16.7.0': { from: 'power' },
  '1-0:32.7.0': { from: 'voltage' },
  '1-0:31.7.0': { from: 'current' },
  [CREDIT_REGISTER]: { from: 'credit' },
  [RELAY_REGISTER]: { from: 'relay' },
};

/** @source ThingsBoard, MQTT device API; its `me` is put in the place of the number by the broker that knows who publishes */
export const thingsboard: DeviceDialect = {
  topics: (pattern) => {
    if (!pattern.endsWith(`/${TELEMETRY}`)) return publish(pattern);
    const base = pattern.slice(0, -TELEMETRY.length);
    return [...publish(pattern, `${base}attributes`, `${base}rpc/response/+`), ...subscribe(`${base}rpc/request/+`, `${base}attributes`)];
  },
  usual,
  remembers: false,
  decode: (heard) => {
    const json = parseJson(heard.payload);
    if (heard.topic.endsWith('/attributes')) return attributes(heard, json);
    if (/\/rpc\/response\/[^/]+$/.test(heard.topic)) return { uplinks: [online(heard.meterNumber)] };
    return telemetry(heard, json);
  },
};

function telemetry(heard: Heard, json: unknown): Decoded {
  const said = Array.isArray(json) ? json : [json];
  if (said.length === 0 || said.length > MAX_READINGS)
    throw new UplinkRefused('telemetry.payload_invalid', `1 to ${MAX_READINGS} readings in a message`);
  const refused: RefusedPart[] = [];
  const readings = said.map((one) => readingOf(one, heard, refused));
  return { uplinks: uplinksOfMany(heard.meterNumber, readings, refused) };
}

function readingOf(said: unknown, heard: Heard, refused: RefusedPart[]): RegisterReading {
  if (!isObject(said)) throw new UplinkRefused('telemetry.payload_invalid', 'a reading is an object of values by their keys');
  const { ts, values } = said;
  const isTimed = isObject(values) && ts !== undefined;
  const read = registersIn(isTimed ? values : said, heard);
  refused.push(...read.refused);
  return { ts: isTimed ? timeOf(ts) : heard.receivedAt, registers: read.registers };
}

/** Keys that are OBIS codes speak for themselves. */
function registersIn(said: Json, { profile }: Heard): ReturnType<typeof registersOf> {
  const values = valuesOf(said);
  const sources: Record<string, Sources[string]> = { ...usual };
  for (const key of values.keys()) {
    const register = canonicalObis(key);
    if (register !== undefined) sources[register] = { from: key };
  }
  return registersOf(values, sources, profile);
}

function timeOf(ts: unknown): Date {
  if (typeof ts === 'number' && ts > 0 && ts <= LAST_MS) return new Date(ts);
  throw new UplinkRefused('telemetry.payload_invalid', 'ts: milliseconds since 1970');
}

function attributes(heard: Heard, json: unknown): Decoded {
  if (!isObject(json)) throw new UplinkRefused('telemetry.payload_invalid', 'attributes are an object');
  const { meterNumber } = heard;
  const firmware = json['fw_version'] ?? json['firmware'];
  const isFirmware = typeof firmware === 'string' && FIRMWARE.test(firmware);
  const { registers } = registersIn({ relay: json['relay'] }, heard);
  const moved = Object.keys(registers).length === 0 ? [] : uplinksOfMany(meterNumber, [{ ts: heard.receivedAt, registers }], []);
  return { uplinks: [{ kind: 'state', meterNumber, online: true, ...(isFirmware ? { firmware } : {}) }, ...moved] };
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

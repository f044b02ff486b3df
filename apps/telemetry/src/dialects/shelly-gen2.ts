import { METER_NUMBER, type Sources } from '../uplink/device-profile.js';
import { parseJson, requireSize } from '../uplink/payload-json.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import { type Decoded, type DeviceDialect, type Heard, publish, subscribe } from './dialect.js';
import { offline, online, registersOf, RELAY_REGISTER, type SaidValues, uplinksOf, valuesOf } from './said-values.js';

const NOTIFICATIONS = 'events/rpc';
/** A clock that was never set counts from 1970. */
const FIRST_SECOND = 1_000_000_000;
const LAST_SECOND = 100_000_000_000;
const SECOND_MS = 1_000;
const WH = '0.001';

/** The same registers by the component that measures them: three phases, one, a switch. Energy is in Wh. */
const ofThreePhases: Sources = {
  '1-0:1.8.0': { from: 'emdata:0.total_act', factor: WH },
  '1-0:2.8.0': { from: 'emdata:0.total_act_ret', factor: WH },
  '1-0:16.7.0': { from: 'em:0.total_act_power' },
  '1-0:36.7.0': { from: 'em:0.a_act_power' },
  '1-0:56.7.0': { from: 'em:0.b_act_power' },
  '1-0:76.7.0': { from: 'em:0.c_act_power' },
  '1-0:32.7.0': { from: 'em:0.a_voltage' },
  '1-0:52.7.0': { from: 'em:0.b_voltage' },
  '1-0:72.7.0': { from: 'em:0.c_voltage' },
  '1-0:31.7.0': { from: 'em:0.a_current' },
  '1-0:51.7.0': { from: 'em:0.b_current' },
  '1-0:71.7.0': { from: 'em:0.c_current' },
  '1-0:14.7.0': { from: 'em:0.a_freq' },
};
const ofOnePhase: Sources = {
  '1-0:1.8.0': { from: 'em1data:0.total_act_energy', factor: WH },
  '1-0:2.8.0': { from: 'em1data:0.total_act_ret_energy', factor: WH },
  '1-0:16.7.0': { from: 'em1:0.act_power' },
  '1-0:32.7.0': { from: 'em1:0.voltage' },
  '1-0:31.7.0': { from: 'em1:0.current' },
  '1-0:14.7.0': { from: 'em1:0.freq' },
};
const ofComponent = (name: string): Sources => ({
  '1-0:1.8.0': { from: `${name}.aenergy.total`, factor: WH },
  '1-0:2.8.0': { from: `${name}.ret_aenergy.total`, factor: WH },
  '1-0:16.7.0': { from: `${name}.apower` },
  '1-0:32.7.0': { from: `${name}.voltage` },
  '1-0:31.7.0': { from: `${name}.current` },
  '1-0:14.7.0': { from: `${name}.freq` },
  [RELAY_REGISTER]: { from: `${name}.output` },
});
/** In the order in which they are looked for: a device has one of them. */
const components: readonly Sources[] = [ofThreePhases, ofOnePhase, ofComponent('switch:0'), ofComponent('pm1:0')];

/** @source Shelly Gen2+ API: notifications, and the status of EM, EMData, EM1, EM1Data, Switch and PM1 */
export const shellyGen2: DeviceDialect = {
  topics: (pattern) => {
    const base = baseOf(pattern);
    if (base === undefined) return publish(pattern);
    return [
      ...publish(pattern, `${base}online`, `${base}status/+`, `${base}answers/rpc`),
      ...subscribe(`${base}rpc`, `${base}command`, `${base}command/+`),
    ];
  },
  usual: ofThreePhases,
  remembers: false,
  decode: (heard) => {
    const base = baseOf(heard.profile.topicPattern)?.replace(METER_NUMBER, heard.meterNumber);
    const leaf = base !== undefined && heard.topic.startsWith(base) ? heard.topic.slice(base.length) : NOTIFICATIONS;
    if (leaf === 'online') return presence(heard);
    if (leaf.startsWith('status/')) return status(heard, leaf.slice('status/'.length));
    return notification(heard);
  },
};

/** What stands before `events/rpc`; undefined where the pattern is no such topic. */
const baseOf = (pattern: string): string | undefined =>
  pattern.endsWith(`/${NOTIFICATIONS}`) ? pattern.slice(0, -NOTIFICATIONS.length) : undefined;

function notification(heard: Heard): Decoded {
  const json = parseJson(heard.payload);
  if (typeof json !== 'object' || json === null) throw new UplinkRefused('telemetry.payload_invalid', 'a notification is an object');
  const values = valuesOf((json as { readonly params?: unknown }).params);
  return read(heard, values, timeOf(values.get('ts'), heard));
}

const status = (heard: Heard, component: string): Decoded => read(heard, valuesOf(parseJson(heard.payload), component), heard.receivedAt);

/** A notification says what has changed, so of most registers nothing; that is no zero. */
function read({ meterNumber, profile }: Heard, values: SaidValues, ts: Date): Decoded {
  return { uplinks: uplinksOf({ meterNumber, ts, ...registersOf(values, sourcesIn(values), profile) }) };
}

function sourcesIn(values: SaidValues): Sources {
  const found: Record<string, Sources[string]> = {};
  for (const sources of components) {
    for (const [register, source] of Object.entries(sources)) if (values.has(source.from)) found[register] ??= source;
  }
  return found;
}

const timeOf = (ts: unknown, { receivedAt }: Heard): Date =>
  typeof ts === 'number' && ts > FIRST_SECOND && ts < LAST_SECOND ? new Date(Math.round(ts * SECOND_MS)) : receivedAt;

function presence({ payload, meterNumber }: Heard): Decoded {
  requireSize(payload);
  const word = payload.toString('utf8');
  if (word === 'true') return { uplinks: [online(meterNumber)] };
  if (word === 'false') return { uplinks: [offline(meterNumber)] };
  throw new UplinkRefused('telemetry.payload_invalid', 'true or false');
}

import { METER_NUMBER, type Sources } from '../uplink/device-profile.js';
import { parseJson, requireSize } from '../uplink/payload-json.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import { decimalOf, plus } from './decimal.js';
import { type Decoded, type DeviceDialect, type Heard, publish, subscribe } from './dialect.js';
import { instantOf } from './local-time.js';
import { offline, online, registersOf, RELAY_REGISTER, uplinksOf, valuesOf } from './said-values.js';

/** What a device says of all its phases, or rates, together; it may write it as a list of them. */
const SUMS = ['ENERGY.Total', 'ENERGY.ExportActive', 'ENERGY.Power'];

/** Energy in kWh, power in W. @source Tasmota, MQTT: energy monitoring */
const usual: Sources = {
  '1-0:1.8.0': { from: 'ENERGY.Total' },
  '1-0:1.8.1': { from: 'ENERGY.TotalTariff.0' },
  '1-0:1.8.2': { from: 'ENERGY.TotalTariff.1' },
  '1-0:2.8.0': { from: 'ENERGY.ExportActive' },
  '1-0:16.7.0': { from: 'ENERGY.Power' },
  '1-0:36.7.0': { from: 'ENERGY.Power.0' },
  '1-0:56.7.0': { from: 'ENERGY.Power.1' },
  '1-0:76.7.0': { from: 'ENERGY.Power.2' },
  '1-0:32.7.0': { from: 'ENERGY.Voltage.0' },
  '1-0:52.7.0': { from: 'ENERGY.Voltage.1' },
  '1-0:72.7.0': { from: 'ENERGY.Voltage.2' },
  '1-0:31.7.0': { from: 'ENERGY.Current.0' },
  '1-0:51.7.0': { from: 'ENERGY.Current.1' },
  '1-0:71.7.0': { from: 'ENERGY.Current.2' },
  '1-0:14.7.0': { from: 'ENERGY.Frequency' },
  [RELAY_REGISTER]: { from: 'POWER' },
};
/** Where a device of one phase writes a number, that is the first phase's. */
const FIRST_OF = ['ENERGY.Voltage', 'ENERGY.Current'];

/** @source Tasmota: `%prefix%/%topic%/`, whose parts may stand in any order; the prefixes are `tele`, `stat` and `cmnd` */
export const tasmota: DeviceDialect = {
  topics: (pattern) => {
    const of = siblings(pattern);
    if (of === undefined) return publish(pattern);
    return [
      ...publish(pattern, of('tele', 'STATE'), of('tele', 'LWT'), of('stat', 'RESULT'), of('stat', 'POWER')),
      ...subscribe(of('cmnd', '#'), of('cmnd', 'POWER'), of('cmnd', 'TelePeriod')),
    ];
  },
  usual,
  remembers: false,
  decode: (heard) => {
    const of = siblings(heard.profile.topicPattern);
    const is = (prefix: string, last: string): boolean => heard.topic === of?.(prefix, last).replace(METER_NUMBER, heard.meterNumber);
    if (is('tele', 'LWT')) return lastWill(heard);
    if (is('stat', 'POWER')) return power(heard);
    return telemetry(heard);
  },
};

/** The other topics of a device whose readings come on `tele/…/SENSOR`; undefined where the pattern does not say how they are made. */
function siblings(pattern: string): ((prefix: string, last: string) => string) | undefined {
  const levels = pattern.split('/');
  const at = levels.indexOf('tele');
  if (at < 0 || levels.at(-1) !== 'SENSOR') return undefined;
  return (prefix, last) => [...levels.with(at, prefix).slice(0, -1), last].join('/');
}

function telemetry({ payload, receivedAt, meterNumber, profile }: Heard): Decoded {
  const json = parseJson(payload);
  const values = valuesOf(json);
  const time = values.get('Time');
  const ts = time === undefined ? receivedAt : instantOf(typeof time === 'string' ? time : '', profile.timeZone);
  if (ts === undefined) throw new UplinkRefused('telemetry.payload_invalid', 'Time: no time');
  for (const name of SUMS) sum(values, name);
  for (const name of FIRST_OF) if (values.has(name) && !values.has(`${name}.0`)) values.set(`${name}.0`, values.get(name));
  return { uplinks: uplinksOf({ meterNumber, ts, ...registersOf(values, usual, profile) }) };
}

/** A list is added up: of phases and of rates alike it is the whole. */
function sum(values: Map<string, unknown>, name: string): void {
  if (values.has(name) || !values.has(`${name}.0`)) return;
  let total = decimalOf(0)!;
  for (let index = 0; values.has(`${name}.${index}`); index++) {
    const part = decimalOf(values.get(`${name}.${index}`));
    if (part === undefined) return void values.set(name, 'no number');
    total = plus(total, part);
  }
  values.set(name, total);
}

function lastWill({ payload, meterNumber }: Heard): Decoded {
  const word = wordOf(payload);
  if (word === 'online') return { uplinks: [online(meterNumber)] };
  if (word === 'offline') return { uplinks: [offline(meterNumber)] };
  throw new UplinkRefused('telemetry.payload_invalid', 'Online or Offline');
}

function power({ payload, receivedAt, meterNumber, profile }: Heard): Decoded {
  const values = new Map([['POWER', wordOf(payload)]]);
  return { uplinks: uplinksOf({ meterNumber, ts: receivedAt, ...registersOf(values, { [RELAY_REGISTER]: { from: 'POWER' } }, profile) }) };
}

function wordOf(payload: Buffer): string {
  requireSize(payload);
  return payload.toString('utf8').trim().toLowerCase();
}

import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import { sparkplugPayload } from './sparkplug-payload.js';

/** What a device measured, at a time of its own clock. */
export interface DeviceReading {
  readonly at: Date;
  /** In thousandths of a kWh. */
  readonly energyMilli: bigint;
  readonly powerWatts: number;
}

/** A message as it goes over the line. */
export interface Said {
  readonly topic: string;
  readonly payload: string | Buffer;
}

/** How a kind of device speaks. */
export interface DeviceVoice {
  /** What the platform has to be told of it; nothing of a device that speaks as the platform does. */
  readonly profile?: { readonly topicPattern: string; readonly registers?: Readonly<Record<string, string>> };
  /** What it says when it has connected. */
  readonly hello: (meterNumber: string, at: Date) => readonly Said[];
  readonly reading: (meterNumber: string, reading: DeviceReading, seq: number) => Said;
  /** What the broker says for it when its line breaks; undefined of a kind that leaves no last word. */
  readonly lastWord?: (meterNumber: string, at: Date) => Said;
}

const ENERGY = '1-0:1.8.0';
const POWER = '1-0:16.7.0';
const SECOND_MS = 1_000;

/** Thousandths as a decimal: 5000250 is `5000.250`. */
export const kwhText = (milli: bigint): string => `${milli / 1000n}.${String(milli % 1000n).padStart(3, '0')}`;

const native: DeviceVoice = {
  hello: (n) => [{ topic: `meters/${n}/state`, payload: '{"online":true,"firmware":"openprepay-simulator/1"}' }],
  reading: (n, { at, energyMilli, powerWatts }, seq) => ({
    topic: `meters/${n}/readings`,
    payload: JSON.stringify({ seq, ts: at.toISOString(), registers: { [ENERGY]: kwhText(energyMilli), [POWER]: String(powerWatts) } }),
  }),
  lastWord: (n) => ({ topic: `meters/${n}/state`, payload: '{"online":false}' }),
};

/** A number in JSON, of digits that are not rounded on their way. */
const json = (text: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values).reduce((written, [name, value]) => written.replace(`"$${name}"`, value), text);

const thingsboard: DeviceVoice = {
  profile: { topicPattern: 'v1/devices/me/telemetry' },
  hello: () => [{ topic: 'v1/devices/me/attributes', payload: '{"fw_version":"openprepay-simulator/1"}' }],
  reading: (_n, { at, energyMilli, powerWatts }) => ({
    topic: 'v1/devices/me/telemetry',
    payload: json('{"ts":"$at","values":{"energy":"$energy","power":"$power"}}', {
      at: String(at.getTime()),
      energy: kwhText(energyMilli),
      power: String(powerWatts),
    }),
  }),
};

const tasmota: DeviceVoice = {
  profile: { topicPattern: 'tele/{meterNumber}/SENSOR' },
  hello: (n) => [{ topic: `tele/${n}/LWT`, payload: 'Online' }],
  reading: (n, { at, energyMilli, powerWatts }) => ({
    topic: `tele/${n}/SENSOR`,
    payload: json('{"Time":"$at","ENERGY":{"Total":"$energy","Power":"$power","Voltage":230}}', {
      // Without a zone: the profile says that it is UTC.
      at: JSON.stringify(at.toISOString().slice(0, 19)),
      energy: kwhText(energyMilli),
      power: String(powerWatts),
    }),
  }),
  lastWord: (n) => ({ topic: `tele/${n}/LWT`, payload: 'Offline' }),
};

const shellyGen2: DeviceVoice = {
  profile: { topicPattern: '{meterNumber}/events/rpc' },
  hello: (n) => [{ topic: `${n}/online`, payload: 'true' }],
  reading: (n, { at, energyMilli, powerWatts }) => ({
    topic: `${n}/events/rpc`,
    payload: JSON.stringify({
      src: n,
      dst: `${n}/events`,
      method: 'NotifyStatus',
      // Energy is counted in Wh here.
      params: { ts: at.getTime() / SECOND_MS, 'em:0': { total_act_power: powerWatts }, 'emdata:0': { total_act: Number(energyMilli) } },
    }),
  }),
  lastWord: (n) => ({ topic: `${n}/online`, payload: 'false' }),
};

const GROUP = 'spBv1.0/simulated';
const [ENERGY_ALIAS, POWER_ALIAS] = [1, 2];

const sparkplugB: DeviceVoice = {
  profile: { topicPattern: `${GROUP}/+/{meterNumber}`, registers: { [ENERGY]: 'Energy', [POWER]: 'Power' } },
  hello: (n, at) => [
    {
      topic: `${GROUP}/NBIRTH/${n}`,
      payload: sparkplugPayload(at, [
        { name: 'Firmware', alias: 0, value: 'openprepay-simulator/1' },
        { name: 'Energy', alias: ENERGY_ALIAS },
        { name: 'Power', alias: POWER_ALIAS },
      ]),
    },
  ],
  reading: (n, { at, energyMilli, powerWatts }) => ({
    topic: `${GROUP}/NDATA/${n}`,
    payload: sparkplugPayload(at, [
      { alias: ENERGY_ALIAS, at, value: Number(kwhText(energyMilli)) },
      { alias: POWER_ALIAS, at, value: powerWatts },
    ]),
  }),
  lastWord: (n, at) => ({ topic: `${GROUP}/NDEATH/${n}`, payload: sparkplugPayload(at, []) }),
};

const obisJson: DeviceVoice = {
  profile: { topicPattern: 'simulated/{meterNumber}/obis' },
  hello: () => [],
  reading: (n, { at, energyMilli, powerWatts }) => ({
    topic: `simulated/${n}/obis`,
    payload: json(`{"meter":"${n}","ts":"$at","obis":{"${ENERGY}":"$energy","${POWER}":"$power"}}`, {
      at: JSON.stringify(at.toISOString()),
      energy: kwhText(energyMilli),
      power: String(powerWatts),
    }),
  }),
};

export const voices: Readonly<Record<DialectName, DeviceVoice>> = {
  native,
  thingsboard,
  tasmota,
  'shelly-gen2': shellyGen2,
  'sparkplug-b': sparkplugB,
  'obis-json': obisJson,
};

import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import { sparkplugPayload } from './sparkplug-payload.js';

/** What a device measured, at a time of its own clock. */
export interface DeviceReading {
  readonly at: Date;
  /** In thousandths of a kWh. */
  readonly energyMilli: bigint;
  readonly powerWatts: number;
  /** Other registers by their OBIS codes, of those that {@link REGISTERS} names; of a device that has a word for them. */
  readonly registers?: Readonly<Partial<Record<OtherRegister, number>>>;
}

/** The credit that is left, in the meter's unit, and what is left in its battery, in per cent. */
export const REGISTERS = { credit: '0-0:19.10.0', battery: '0-0:96.6.1' } as const;
export type OtherRegister = (typeof REGISTERS)[keyof typeof REGISTERS];

/** A message as it goes over the line. */
export interface Said {
  readonly topic: string;
  readonly payload: string | Buffer;
}

/** How a kind of device speaks. */
export interface DeviceVoice {
  /** What the platform has to be told of it; nothing of a device that speaks as the platform does. */
  readonly profile?: { readonly topicPattern: string; readonly registers?: Readonly<Record<string, string>> };
  /** Whether it says other registers than energy and power, by their OBIS codes. */
  readonly namesRegisters: boolean;
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
  namesRegisters: true,
  hello: (n) => [{ topic: `meters/${n}/state`, payload: '{"online":true,"firmware":"openprepay-simulator/1"}' }],
  reading: (n, { at, energyMilli, powerWatts, registers }, seq) => ({
    topic: `meters/${n}/readings`,
    payload: JSON.stringify({
      ...{ seq, ts: at.toISOString() },
      registers: { [ENERGY]: kwhText(energyMilli), [POWER]: String(powerWatts), ...texts(registers) },
    }),
  }),
  lastWord: (n) => ({ topic: `meters/${n}/state`, payload: '{"online":false}' }),
};

/** JSON in which `$energy` stands for its number, whose digits are not rounded on their way. */
const json = (said: object, energyMilli: bigint): string => JSON.stringify(said).replace('"$energy"', kwhText(energyMilli));

const texts = (registers: DeviceReading['registers'] = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(registers).map(([register, value]) => [register, String(value)]));

const thingsboard: DeviceVoice = {
  profile: { topicPattern: 'v1/devices/me/telemetry' },
  namesRegisters: true,
  hello: () => [{ topic: 'v1/devices/me/attributes', payload: '{"fw_version":"openprepay-simulator/1"}' }],
  reading: (_n, { at, energyMilli, powerWatts, registers }) => ({
    topic: 'v1/devices/me/telemetry',
    payload: json({ ts: at.getTime(), values: { energy: '$energy', power: powerWatts, ...registers } }, energyMilli),
  }),
};

const tasmota: DeviceVoice = {
  profile: { topicPattern: 'tele/{meterNumber}/SENSOR' },
  namesRegisters: false,
  hello: (n) => [{ topic: `tele/${n}/LWT`, payload: 'Online' }],
  reading: (n, { at, energyMilli, powerWatts }) => ({
    topic: `tele/${n}/SENSOR`,
    payload: json(
      // Without a zone: the profile says that it is UTC.
      { Time: at.toISOString().slice(0, 19), ENERGY: { Total: '$energy', Power: powerWatts, Voltage: 230 } },
      energyMilli,
    ),
  }),
  lastWord: (n) => ({ topic: `tele/${n}/LWT`, payload: 'Offline' }),
};

const shellyGen2: DeviceVoice = {
  profile: { topicPattern: '{meterNumber}/events/rpc' },
  namesRegisters: false,
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
const OTHER_ALIASES = { [REGISTERS.credit]: 3, [REGISTERS.battery]: 4 } as const satisfies Record<OtherRegister, number>;
const others = Object.entries(OTHER_ALIASES) as readonly (readonly [OtherRegister, number])[];

const sparkplugB: DeviceVoice = {
  profile: { topicPattern: `${GROUP}/+/{meterNumber}`, registers: { [ENERGY]: 'Energy', [POWER]: 'Power' } },
  namesRegisters: true,
  hello: (n, at) => [
    {
      topic: `${GROUP}/NBIRTH/${n}`,
      payload: sparkplugPayload(at, [
        { name: 'Firmware', alias: 0, value: 'openprepay-simulator/1' },
        { name: 'Energy', alias: ENERGY_ALIAS },
        { name: 'Power', alias: POWER_ALIAS },
        ...others.map(([name, alias]) => ({ name, alias })),
      ]),
    },
  ],
  reading: (n, { at, energyMilli, powerWatts, registers = {} }) => ({
    topic: `${GROUP}/NDATA/${n}`,
    payload: sparkplugPayload(at, [
      { alias: ENERGY_ALIAS, at, value: Number(kwhText(energyMilli)) },
      { alias: POWER_ALIAS, at, value: powerWatts },
      ...others.flatMap(([name, alias]) => (registers[name] === undefined ? [] : [{ alias, at, value: registers[name] }])),
    ]),
  }),
  lastWord: (n, at) => ({ topic: `${GROUP}/NDEATH/${n}`, payload: sparkplugPayload(at, []) }),
};

const obisJson: DeviceVoice = {
  profile: { topicPattern: 'simulated/{meterNumber}/obis' },
  namesRegisters: true,
  hello: () => [],
  reading: (n, { at, energyMilli, powerWatts, registers }) => ({
    topic: `simulated/${n}/obis`,
    payload: json({ meter: n, ts: at.toISOString(), obis: { [ENERGY]: '$energy', [POWER]: powerWatts, ...registers } }, energyMilli),
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

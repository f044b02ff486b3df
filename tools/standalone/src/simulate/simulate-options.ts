import { parseArgs } from 'node:util';
import { DIALECTS, type DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import { type Fault, FAULTS, requireFaults } from '@openprepay/meter-simulator/fault';

const MAX_METERS = 100_000;
/** Serials of a number that no other run is likely to have. */
const SERIALS = 70_000_000;
const FIRST_SERIAL = 20_000_000;

export interface SimulateOptions {
  readonly meters: number;
  readonly dialect: DialectName;
  readonly faults: readonly Fault[];
  /** The gateway. */
  readonly url: string;
  readonly mqttUrl: string;
  /** Whom to trust with `mqtts:`, PEM. */
  readonly caFile?: string;
  readonly username: string;
  /** That of the data folder's demo unless said. */
  readonly password?: string;
  readonly dataDir: string;
  /** Sessions that are spoken on at once. */
  readonly atOnce: number;
  /** Where the report goes as JSON. */
  readonly report?: string;
  /** Serial of the first meter; the same again is the same meters. */
  readonly firstSerial: number;
}

const FLAGS = {
  meters: { type: 'string', default: '100' },
  dialect: { type: 'string', default: 'native' },
  faults: { type: 'string', default: '' },
  url: { type: 'string', default: 'http://127.0.0.1:8080' },
  mqtt: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
  ca: { type: 'string' },
  username: { type: 'string', default: 'admin' },
  password: { type: 'string' },
  'data-dir': { type: 'string', default: '.openprepay' },
  'at-once': { type: 'string', default: '50' },
  report: { type: 'string' },
  first: { type: 'string' },
} as const;

/** @throws Error in words for the person at the terminal, also of faults that devices of the dialect cannot have */
export function parseSimulateOptions(args: readonly string[], now: Date): SimulateOptions {
  const { values } = parseArgs({ args: [...args], options: FLAGS, strict: true });
  const dialect = oneOf('dialect', values.dialect, DIALECTS);
  const faults = values.faults === '' ? [] : values.faults.split(',').map((fault) => oneOf('faults', fault.trim(), FAULTS));
  requireFaults(dialect, faults);
  return {
    meters: numberOf('meters', values.meters, MAX_METERS),
    dialect,
    faults,
    url: values.url,
    mqttUrl: values.mqtt,
    ...(values.ca === undefined ? {} : { caFile: values.ca }),
    username: values.username,
    ...(values.password === undefined ? {} : { password: values.password }),
    dataDir: values['data-dir'],
    atOnce: numberOf('at-once', values['at-once'], 1_000),
    ...(values.report === undefined ? {} : { report: values.report }),
    firstSerial:
      values.first === undefined
        ? FIRST_SERIAL + (Math.floor(now.getTime() / 1_000) % SERIALS)
        : numberOf('first', values.first, 99_000_000),
  };
}

function numberOf(name: string, text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new Error(`--${name} is a whole number from 1 to ${most}, not ${text}`);
  return number;
}

function oneOf<const Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new Error(`--${name}: ${text} is none of ${words.join(', ')}`);
  return found;
}

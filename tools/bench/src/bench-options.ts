import { parseArgs } from 'node:util';
import { DOOR_NAMES, type DoorName } from './door-names.js';
import { KILLED_PARTS, type KilledPart } from './killed-parts.js';

/** In the order in which they run: the ceilings first, on an idle machine. */
export const PARTS = [
  'postgres',
  'kafka',
  'mqtt',
  'tariffs',
  'sts',
  'dashboard',
  'idle',
  'vends',
  'readings',
  'imports',
  'campaign',
  'fleet',
  'backlog',
  'recovery',
] as const;
export type Part = (typeof PARTS)[number];
/** These take many minutes and are asked for. */
const ON_DEMAND: readonly Part[] = ['imports', 'campaign', 'fleet', 'backlog', 'recovery'];
const BROKERS = ['embedded', 'apache'] as const;
const MQTT_BROKERS = ['embedded', 'mosquitto'] as const;

export interface BenchOptions {
  readonly parts: readonly Part[];
  /** How long vends, readings and idleness are measured; the ceilings take a fraction of it. */
  readonly seconds: number;
  /** How long what vends and readings take runs before it is measured: what has run for less is still being compiled. */
  readonly warmUpSeconds: number;
  /** Points of sale that sell at the same time, each as fast as it is answered. */
  readonly sellers: number;
  readonly vendors: number;
  /** Meters that are sold to, rising; with several, vends and readings are measured with each. */
  readonly meters: readonly number[];
  /** Meters that report at the same time, one MQTT connection each. */
  readonly connections: number;
  /** Paid sales that wait for their token. */
  readonly backlog: number;
  /** Meters in the file that is imported. */
  readonly rows: number;
  /** Meters in the list that the dashboard shows. */
  readonly listed: number;
  /** Meters that the head-end knows, those that are connected among them. */
  readonly registered: number;
  /** Meters that are connected at the same time, and how many of them to one broker. */
  readonly sessions: number;
  readonly brokerSessions: number;
  /** How often recovery kills each part. */
  readonly kills: number;
  /** What it kills: all of them unless told. */
  readonly killed: readonly KilledPart[];
  /** Which Kafka the platform runs on. */
  readonly kafka: (typeof BROKERS)[number];
  /** Which MQTT broker its meters have. */
  readonly mqtt: (typeof MQTT_BROKERS)[number];
  /** How points of sale come in. */
  readonly door: DoorName;
  /** Messages of one meter that may wait for their PUBACK. */
  readonly inFlight: number;
  /** Registers in one message: points. */
  readonly registers: number;
  /** The report of an earlier run to compare with. */
  readonly compare?: string;
  /** The report to compare, where nothing is to be measured. */
  readonly report?: string;
  /** Percent by which a ratio may be worse. */
  readonly worsening: number;
}

const NUMBERS = {
  seconds: { default: 10, least: 1, most: 86_400 },
  'warm-up': { default: 30, least: 1, most: 3_600 },
  sellers: { default: 32, least: 1, most: 1_000 },
  vendors: { default: 4, least: 1, most: 100 },
  connections: { default: 100, least: 1, most: 10_000 },
  'in-flight': { default: 16, least: 1, most: 1_000 },
  registers: { default: 4, least: 1, most: 64 },
  backlog: { default: 200_000, least: 1, most: 5_000_000 },
  rows: { default: 100_000, least: 1, most: 1_000_000 },
  listed: { default: 1_000_000, least: 1_000, most: 5_000_000 },
  registered: { default: 1_000_000, least: 1, most: 5_000_000 },
  sessions: { default: 100_000, least: 1, most: 1_000_000 },
  'broker-sessions': { default: 18_000, least: 1, most: 19_000 },
  kills: { default: 20, least: 1, most: 1_000 },
  worsening: { default: 20, least: 1, most: 1_000 },
} as const;
type NumberName = keyof typeof NUMBERS;
const METERS = { default: 200, least: 1, most: 5_000_000 };
const TEXTS = ['meters', 'kafka', 'mqtt', 'door', 'killed', 'compare', 'report'] as const;

export const USAGE = [
  `usage: npm run bench -- [${PARTS.join('|')} …] [--option value …]`,
  `  --meters (${METERS.default}), ${METERS.least} to ${METERS.most}, or several with commas`,
  ...Object.entries(NUMBERS).map(([name, { default: otherwise, least, most }]) => `  --${name} (${otherwise}), ${least} to ${most}`),
  `  --kafka (embedded), ${BROKERS.join(' or ')}`,
  `  --mqtt (embedded), ${MQTT_BROKERS.join(' or ')}`,
  `  --door (${DOOR_NAMES[0]}), ${DOOR_NAMES.join(' or ')}`,
  `  --killed (all of them), some of ${KILLED_PARTS.join(',')}`,
  '  --compare FILE, with the report of an earlier run; --report FILE compares that one and measures nothing',
].join('\n');

/** @throws {Error} with the usage, where an argument is not one */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args);
  const stranger = positionals.find((name) => !(PARTS as readonly string[]).includes(name));
  if (stranger !== undefined) throw new Error(`there is nothing called ${stranger} to measure\n${USAGE}`);

  const number = (name: NumberName): number => readNumber(name, values[name], NUMBERS[name]);
  const { compare, report } = values;
  const sessions = number('sessions');
  if (report !== undefined && compare === undefined) throw new Error(`--report is compared with a --compare\n${USAGE}`);
  const connections = number('connections');
  const meters = readMeters(values['meters'], connections);
  return {
    parts: PARTS.filter((part) => (positionals.length === 0 ? !ON_DEMAND.includes(part) : positionals.includes(part))),
    seconds: number('seconds'),
    warmUpSeconds: number('warm-up'),
    sellers: number('sellers'),
    vendors: number('vendors'),
    meters,
    connections,
    inFlight: number('in-flight'),
    registers: number('registers'),
    backlog: number('backlog'),
    rows: number('rows'),
    listed: number('listed'),
    // beside those that are sold to
    registered: Math.max(number('registered'), meters.at(-1)! + sessions),
    sessions,
    brokerSessions: number('broker-sessions'),
    kills: number('kills'),
    killed: readKilled(values['killed']),
    kafka: oneOf('kafka', BROKERS, values['kafka']),
    mqtt: oneOf('mqtt', MQTT_BROKERS, values['mqtt']),
    door: oneOf('door', DOOR_NAMES, values['door']),
    ...(compare === undefined ? {} : { compare }),
    ...(report === undefined ? {} : { report }),
    worsening: number('worsening'),
  };
}

function parse(args: readonly string[]): { readonly values: Partial<Record<string, string>>; readonly positionals: readonly string[] } {
  try {
    const options = Object.fromEntries([...Object.keys(NUMBERS), ...TEXTS].map((name) => [name, { type: 'string' as const }]));
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values, positionals };
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`, { cause });
  }
}

/** There is a meter for every connection. */
function readMeters(text: string | undefined, connections: number): readonly number[] {
  const sizes = (text ?? String(METERS.default)).split(',').map((size) => Math.max(connections, readNumber('meters', size, METERS)));
  return [...new Set(sizes)].toSorted((left, right) => left - right);
}

interface Bounds {
  readonly default: number;
  readonly least: number;
  readonly most: number;
}

function readNumber(name: string, text: string | undefined, { default: otherwise, least, most }: Bounds): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} is a whole number from ${least} to ${most}\n${USAGE}`);
  return value;
}

function readKilled(text: string | undefined): readonly KilledPart[] {
  const named = text?.split(',') ?? KILLED_PARTS;
  const stranger = named.find((name) => !(KILLED_PARTS as readonly string[]).includes(name));
  if (stranger !== undefined) throw new Error(`there is nothing called ${stranger} to kill\n${USAGE}`);
  return KILLED_PARTS.filter((part) => named.includes(part));
}

function oneOf<Name extends string>(option: string, names: readonly [Name, ...Name[]], text: string | undefined): Name {
  const found = names.find((name) => name === (text ?? names[0]));
  if (found === undefined) throw new Error(`--${option} is ${names.join(' or ')}\n${USAGE}`);
  return found;
}

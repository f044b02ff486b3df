import { parseArgs } from 'node:util';

/** In the order in which they run: the ceilings first, on an idle machine. */
export const PARTS = ['postgres', 'kafka', 'mqtt', 'tariffs', 'sts', 'vends', 'readings', 'recovery'] as const;
export type Part = (typeof PARTS)[number];
/** What runs where nothing is named; recovery takes a quarter of an hour and is asked for. */
const BY_DEFAULT: readonly Part[] = PARTS.filter((part) => part !== 'recovery');
const BROKERS = ['embedded', 'apache'] as const;

export interface BenchOptions {
  readonly parts: readonly Part[];
  /** How long vends and readings are measured; the ceilings take a fraction of it. */
  readonly seconds: number;
  /** Points of sale that sell at the same time, each as fast as it is answered. */
  readonly sellers: number;
  readonly vendors: number;
  readonly meters: number;
  /** Meters that report at the same time, one MQTT connection each. */
  readonly connections: number;
  /** How often recovery kills each part. */
  readonly kills: number;
  /** Which Kafka the platform runs on. */
  readonly kafka: (typeof BROKERS)[number];
  /** Messages of one meter that may wait for their PUBACK. */
  readonly inFlight: number;
  /** Registers in one message: points. */
  readonly registers: number;
}

const NUMBERS = {
  seconds: { default: 10, least: 1, most: 86_400 },
  sellers: { default: 32, least: 1, most: 1_000 },
  vendors: { default: 4, least: 1, most: 100 },
  meters: { default: 200, least: 1, most: 100_000 },
  connections: { default: 100, least: 1, most: 10_000 },
  'in-flight': { default: 16, least: 1, most: 1_000 },
  registers: { default: 4, least: 1, most: 64 },
  kills: { default: 20, least: 1, most: 1_000 },
} as const;
type NumberName = keyof typeof NUMBERS;

export const USAGE = [
  `usage: npm run bench -- [${PARTS.join('|')} …] [--option number …]`,
  ...Object.entries(NUMBERS).map(([name, { default: otherwise, least, most }]) => `  --${name} (${otherwise}), ${least} to ${most}`),
  `  --kafka (embedded), ${BROKERS.join(' or ')}`,
].join('\n');

/** @throws {Error} with the usage, where an argument is not one */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args);
  const stranger = positionals.find((name) => !(PARTS as readonly string[]).includes(name));
  if (stranger !== undefined) throw new Error(`there is nothing called ${stranger} to measure\n${USAGE}`);

  const number = (name: NumberName): number => readNumber(name, values[name]);
  const connections = number('connections');
  return {
    parts: positionals.length === 0 ? BY_DEFAULT : PARTS.filter((part) => positionals.includes(part)),
    seconds: number('seconds'),
    sellers: number('sellers'),
    vendors: number('vendors'),
    meters: Math.max(number('meters'), connections),
    connections,
    inFlight: number('in-flight'),
    registers: number('registers'),
    kills: number('kills'),
    kafka: readBroker(values['kafka']),
  };
}

function parse(args: readonly string[]): { readonly values: Partial<Record<string, string>>; readonly positionals: readonly string[] } {
  try {
    const options = Object.fromEntries([...Object.keys(NUMBERS), 'kafka'].map((name) => [name, { type: 'string' as const }]));
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values, positionals };
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`, { cause });
  }
}

function readNumber(name: NumberName, text: string | undefined): number {
  const { default: otherwise, least, most } = NUMBERS[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} is a whole number from ${least} to ${most}\n${USAGE}`);
  return value;
}

function readBroker(text: string | undefined): BenchOptions['kafka'] {
  const broker = BROKERS.find((name) => name === (text ?? BROKERS[0]));
  if (broker === undefined) throw new Error(`--kafka is ${BROKERS.join(' or ')}\n${USAGE}`);
  return broker;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import type { Bench } from './bench-context.js';
import { type Part, readOptions } from './bench-options.js';
import { beside, type Figure, table } from './figure.js';
import { measureMqtt } from './parts/mqtt.js';
import { measurePlatform } from './parts/platform.js';
import { measurePostgres } from './parts/postgres.js';
import { runScript } from './parts/script.js';

export interface BenchRun {
  /** The repository's root. */
  readonly root: string;
  readonly args: readonly string[];
  readonly write: (line: string) => void;
}

/**
 * Measures what was asked for and prints each figure as a JSON line, then all of them as a table.
 *
 * @returns the exit code: 1 where something was lost or refused
 */
export async function bench({ root, args, write }: BenchRun): Promise<number> {
  const options = readOptions(args);
  const folder = await mkdtemp(path.join(tmpdir(), 'openprepay-bench-'));
  const interrupted = interruption();
  const say = (text: string): void => write(`# ${text}`);
  say(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.versions.node}`);
  try {
    const figures: Figure[] = [];
    for (const measure of measurements(options.parts)) {
      figures.push(...(await measure({ root, options, folder, say, interrupted })));
      await Promise.race([interrupted, Promise.resolve()]);
    }
    const reported = beside(figures.map((figure) => ({ ...figure, value: rounded(figure.value) })));
    for (const figure of reported) write(JSON.stringify(figure));
    write(`\n${table(reported)}`);
    return figures.some(({ name, value }) => MUST_BE_ZERO.has(name) && value !== 0) ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function interruption(): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error(`ended by ${signal}`)));
  });
  interrupted.catch(() => undefined);
  return interrupted;
}

/** A figure is worth nothing if the work was not done: these are not speeds but promises. */
const MUST_BE_ZERO = new Set(['vends: refused', 'vends: not booked once', 'readings: lost']);

const OF_THE_PLATFORM = ['vends', 'readings', 'recovery'] as const satisfies readonly Part[];
type OfThePlatform = (typeof OF_THE_PLATFORM)[number];
const isOfThePlatform = (part: Part): part is OfThePlatform => OF_THE_PLATFORM.some((name) => name === part);

type Measure = (bench: Bench) => Promise<readonly Figure[]>;

function measurements(parts: readonly Part[]): readonly Measure[] {
  const alone: Readonly<Record<Exclude<Part, OfThePlatform>, Measure>> = {
    postgres: measurePostgres,
    kafka: (run) => runScript(run, 'tools/embedded-kafka/benchmark/run.mjs'),
    mqtt: measureMqtt,
    tariffs: (run) => runScript(run, 'libs/tariffs/benchmark/run.mjs'),
    sts: (run) => runScript(run, 'libs/sts/benchmark/run.mjs'),
  };
  const platform = parts.some(isOfThePlatform) ? [measurePlatform] : [];
  return [...parts.flatMap((part) => (isOfThePlatform(part) ? [] : [alone[part]])), ...platform];
}

const rounded = (value: number): number => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bench } from './bench-context.js';
import { type BenchOptions, type Part, readOptions } from './bench-options.js';
import { compare } from './compare.js';
import { beside, type Figure, type ReportedFigure, table } from './figure.js';
import { measureDashboard } from './parts/dashboard.js';
import { measureIdle } from './parts/idle.js';
import { measureMqtt } from './parts/mqtt.js';
import { measurePlatform } from './parts/platform.js';
import { measurePostgres } from './parts/postgres.js';
import { runScript } from './parts/script.js';
import { readReport, type Report, thisMachine, writeReport } from './report.js';

export interface BenchRun {
  /** The repository's root. */
  readonly root: string;
  readonly args: readonly string[];
  readonly write: (line: string) => void;
}

/**
 * Measures what was asked for, prints each figure as a JSON line, then all of them as a table, and keeps them as a report. With the
 * report of an earlier run it puts the two side by side.
 *
 * @returns the exit code: 1 where something was lost or refused, or a ratio is worse than it may be
 */
export async function bench({ root, args, write }: BenchRun): Promise<number> {
  const options = readOptions(args);
  // read first: after an hour of measuring is no time to learn that there is no such file
  const before = await reportAt(root, options.compare);
  const known = await reportAt(root, options.report);
  const figures = known?.figures ?? (await measured({ root, options, write }));
  const done = figures.every(({ name, value }) => !mustBeZero(name) || value === 0);
  if (before === undefined) return done ? 0 : 1;

  const { text, worse } = compare(before.figures, figures, options.worsening);
  write(`\n${text}`);
  return done && worse.length === 0 ? 0 : 1;
}

const reportAt = async (root: string, file: string | undefined): Promise<Report | undefined> =>
  file === undefined ? undefined : readReport(path.resolve(root, file));

interface Measuring extends Omit<BenchRun, 'args'> {
  readonly options: BenchOptions;
}

async function measured({ root, options, write }: Measuring): Promise<readonly ReportedFigure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'openprepay-bench-'));
  const interrupted = interruption();
  const say = (text: string): void => write(`# ${text}`);
  const { processor, cores, node } = thisMachine();
  say(`${processor}, ${cores} cores, Node ${node}`);
  try {
    const figures: Figure[] = [];
    for (const measure of measurements(options.parts)) {
      figures.push(...(await measure({ root, options, folder, say, interrupted })));
      await Promise.race([interrupted, Promise.resolve()]);
    }
    const reported = beside(figures.map((figure) => ({ ...figure, value: rounded(figure.value) })));
    for (const figure of reported) write(JSON.stringify(figure));
    write(`\n${table(reported)}`);
    say(`kept in ${await writeReport({ root, options, figures: reported, now: new Date() })}`);
    return reported;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
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
const mustBeZero = (name: string): boolean => /: (refused|not booked once|not settled|lost)(,|$)/.test(name);

const OF_THE_PLATFORM = ['vends', 'readings', 'imports', 'campaign', 'fleet', 'backlog', 'recovery'] as const satisfies readonly Part[];
type OfThePlatform = (typeof OF_THE_PLATFORM)[number];
const isOfThePlatform = (part: Part): part is OfThePlatform => OF_THE_PLATFORM.some((name) => name === part);

type Measure = (bench: Bench) => Promise<readonly Figure[]>;

function measurements(parts: readonly Part[]): readonly Measure[] {
  const alone: Readonly<Record<Exclude<Part, OfThePlatform>, Measure>> = {
    postgres: measurePostgres,
    kafka: (run) => runScript(run, 'tools/embedded-kafka/benchmark/run.mjs'),
    mqtt: measureMqtt,
    tariffs: (run) => runScript(run, 'libs/tariffs/benchmark/run.mjs'),
    dashboard: measureDashboard,
    idle: measureIdle,
    sts: (run) => runScript(run, 'libs/sts/benchmark/run.mjs'),
  };
  const platform = parts.some((part) => isOfThePlatform(part) || part === 'dashboard') ? [measurePlatform] : [];
  return [...parts.flatMap((part) => (isOfThePlatform(part) ? [] : [alone[part]])), ...platform];
}

const rounded = (value: number): number => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

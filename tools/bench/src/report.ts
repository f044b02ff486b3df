import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BenchOptions } from './bench-options.js';
import type { ReportedFigure } from './figure.js';

/** One run: where, of what, how, and what came of it. */
export interface Report {
  readonly at: string;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryMiB: number;
    readonly system: string;
    readonly node: string;
  };
  /** Undefined outside of a clone. */
  readonly commit?: string;
  /** True where files differed from the commit. */
  readonly changed?: boolean;
  readonly options: BenchOptions;
  readonly figures: readonly ReportedFigure[];
}

const FOLDER = 'reports/bench';
const MIB = 1_048_576;

export const thisMachine = (): Report['machine'] => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryMiB: Math.round(totalmem() / MIB),
  system: `${process.platform} ${release()} ${process.arch}`,
  node: process.versions.node,
});

export interface Measured {
  readonly root: string;
  readonly options: BenchOptions;
  readonly figures: readonly ReportedFigure[];
  readonly now: Date;
}

/**
 * Keeps what a run measured as `reports/bench/<time>.json`, which git does not see.
 * @returns the file, from the root
 */
export async function writeReport({ root, options, figures, now }: Measured): Promise<string> {
  const file = path.join(FOLDER, `${now.toISOString().replaceAll(':', '-')}.json`);
  const report: Report = { at: now.toISOString(), machine: thisMachine(), ...(await sourceOf(root)), options, figures };
  await mkdir(path.join(root, FOLDER), { recursive: true });
  await writeFile(path.join(root, file), `${JSON.stringify(report, undefined, 2)}\n`);
  return file;
}

/** @throws {Error} in words where the file is no report */
export async function readReport(file: string): Promise<Report> {
  const report = JSON.parse(await readFile(file, 'utf8')) as Partial<Report>;
  if (!Array.isArray(report.figures)) throw new Error(`${file} is no report of this tool`);
  return report as Report;
}

async function sourceOf(root: string): Promise<Pick<Report, 'commit' | 'changed'>> {
  const git = (...args: readonly string[]): Promise<string> =>
    promisify(execFile)('git', [...args], { cwd: root }).then(({ stdout }) => stdout.trim());
  try {
    return { commit: await git('rev-parse', 'HEAD'), changed: (await git('status', '--porcelain')) !== '' };
  } catch {
    return {}; // an archive, or no git: the figures are as good
  }
}

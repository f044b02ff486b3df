import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** One process of this machine, as the system counts it. */
export interface ProcessUse {
  readonly pid: number;
  readonly parent: number;
  /** User and system time since it began, with that of children that have ended where the system tells it. */
  readonly processorMs: number;
  readonly residentBytes: number;
}

/** Of the times in /proc: 100 a second on every Linux that Node runs on. */
const TICK_MS = 10;
const PAGE_BYTES = 4_096;
const KIB = 1_024;

/** Every process of the machine: from /proc on Linux, from `ps` elsewhere. */
export const readProcesses = (): Promise<readonly ProcessUse[]> => (process.platform === 'linux' ? readProc() : readPs());

async function readProc(): Promise<readonly ProcessUse[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)));
  return read.flatMap((stat) => (stat === undefined ? [] : [parseStat(stat)])); // one that has just ended is none
}

async function readPs(): Promise<readonly ProcessUse[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,rss=,time=']);
  return stdout.split('\n').filter(Boolean).map(parsePs);
}

/** A line of /proc/<pid>/stat. The name, in brackets, may have spaces and brackets in it. */
export function parseStat(stat: string): ProcessUse {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (index: number): number => Number(fields[index]);
  const ticks = field(11) + field(12) + field(13) + field(14);
  return { pid: Number.parseInt(stat, 10), parent: field(1), processorMs: ticks * TICK_MS, residentBytes: field(21) * PAGE_BYTES };
}

/** A line of `ps -o pid,ppid,rss,time`: the time is [[days-]hours:]minutes:seconds. */
export function parsePs(line: string): ProcessUse {
  const [pid = '', parent = '', residentKib = '', time = ''] = line.trim().split(/\s+/);
  const [days, clock] = time.includes('-') ? (time.split('-') as [string, string]) : ['0', time];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
  return { pid: Number(pid), parent: Number(parent), processorMs: seconds * 1_000, residentBytes: Number(residentKib) * KIB };
}

/** A process and what it started, but for those that are counted by themselves. */
export function treeOf(processes: readonly ProcessUse[], pid: number, apart: ReadonlySet<number>): readonly ProcessUse[] {
  const own = processes.filter((one) => one.pid === pid);
  const children = processes.filter(({ pid: child, parent }) => parent === pid && !apart.has(child));
  return [...own, ...children.flatMap((child) => treeOf(processes, child.pid, apart))];
}

/**
 * Memory that a process has to itself, with its share of what it shares: of PostgreSQL's buffers each server process maps the same.
 * What is resident where the system does not tell it.
 */
export async function memoryBytes({ pid, residentBytes }: ProcessUse): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const share = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
  return share === undefined ? residentBytes : Number(share) * KIB;
}

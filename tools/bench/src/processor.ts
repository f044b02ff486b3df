import type { RunningProcess } from '@openprepay/standalone/run-file';
import type { Figure } from './figure.js';
import { readProcesses, treeOf } from './process-table.js';

/** Milliseconds of processor by name of a process. */
export type ProcessorTimes = ReadonlyMap<string, number>;

/** What makes the load, beside what it is made for. */
const OURSELVES = 'bench';

/** What each process has used by now, those of one name together, with its children: PostgreSQL is a process for each connection. */
export async function processorTimes(running: readonly Pick<RunningProcess, 'name' | 'pid'>[]): Promise<ProcessorTimes> {
  const processes = await readProcesses();
  const apart = new Set(running.map(({ pid }) => pid));
  const { user, system } = process.cpuUsage();
  const used = new Map<string, number>();
  for (const { name, pid } of running) {
    const own = treeOf(processes, pid, apart).reduce((sum, { processorMs }) => sum + processorMs, 0);
    used.set(name, (used.get(name) ?? 0) + own);
  }
  return used.set(OURSELVES, (user + system) / 1_000);
}

export interface Work {
  /** What the figures are called: `vends` makes `vends: processor, vending`. */
  readonly part: string;
  /** What was done: `vend`. */
  readonly what: string;
  readonly count: number;
}

/** Processor per piece of work by process, the largest first, and of the platform together; ourselves are not in the sum. */
export function processorFigures(before: ProcessorTimes, after: ProcessorTimes, { part, what, count }: Work): readonly Figure[] {
  if (count === 0) return [];
  const figure = (name: string, ms: number): Figure => ({ name: `${part}: processor, ${name}`, value: ms / count, unit: `ms/${what}` });
  // A process that was started again meanwhile began from zero.
  const used = [...after].map(([name, ms]): [string, number] => [name, Math.max(0, ms - (before.get(name) ?? 0))]);
  const platform = used.filter(([name]) => name !== OURSELVES).reduce((sum, [, ms]) => sum + ms, 0);
  return [figure('platform', platform), ...used.toSorted(([, left], [, right]) => right - left).map(([name, ms]) => figure(name, ms))];
}

import type { RunningProcess } from '@openprepay/standalone/run-file';
import { memoryBytes, readProcesses, treeOf } from './process-table.js';

const MB = 1_000_000;

/** Megabytes of each, in their order, with what it has started but for those that are listed themselves. */
export async function memoryOf(
  running: readonly Pick<RunningProcess, 'name' | 'pid'>[],
): Promise<readonly (readonly [name: string, megabytes: number])[]> {
  const processes = await readProcesses();
  const apart = new Set(running.map(({ pid }) => pid));
  return Promise.all(
    running.map(async ({ name, pid }) => {
      const bytes = await Promise.all(treeOf(processes, pid, apart).map(memoryBytes));
      return [name, bytes.reduce((total, one) => total + one, 0) / MB] as const;
    }),
  );
}

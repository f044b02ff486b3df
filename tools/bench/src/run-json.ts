import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunningProcess } from '@openprepay/standalone/run-file';

/** What runs on a data folder just now; undefined where nothing has been started on it yet. */
export async function readRunFile(dataDir: string): Promise<readonly RunningProcess[] | undefined> {
  const text = await readFile(path.join(dataDir, 'run.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { readonly processes: readonly RunningProcess[] }).processes;
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandOf } from '@openprepay/embedded-postgres/process-command';
import { pause } from '@openprepay/pace/pause';
import type { RunningProcess } from './run-file.js';

const ORPHAN_PATIENCE_MS = 20_000;
const POLL_MS = 100;

/**
 * Makes this process the only one on its data folder. Parts that a killed predecessor left running are stopped first.
 *
 * @returns releases the folder
 * @throws Error where another instance runs on the folder
 */
export async function lockDataDir(dataDir: string, root: string): Promise<() => Promise<void>> {
  const file = path.join(dataDir, 'standalone.pid');
  const other = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (other !== process.pid && (await isOurs(other, ['standalone']))) {
    throw new Error(`openprepay already runs on ${dataDir} (pid ${other}): stop it, or set OPENPREPAY_DATA_DIR to another folder`);
  }
  await stopOrphans(dataDir, root);
  await writeFile(file, String(process.pid), { mode: 0o600 });
  return () => rm(file, { force: true });
}

async function stopOrphans(dataDir: string, root: string): Promise<void> {
  const text = await readFile(path.join(dataDir, 'run.json'), 'utf8').catch(() => '{"processes":[]}');
  const { processes } = JSON.parse(text) as { readonly processes: readonly RunningProcess[] };
  for (const { pid, name } of [...processes].reverse()) {
    const marks = [path.join(root, name === 'postgres' ? 'node_modules' : ''), dataDir];
    if (await isOurs(pid, marks)) await end(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM', marks);
  }
}

async function end(pid: number, signal: NodeJS.Signals, marks: readonly string[]): Promise<void> {
  process.kill(pid, signal);
  const deadline = Date.now() + ORPHAN_PATIENCE_MS;
  while (await isOurs(pid, marks)) {
    if (Date.now() > deadline) {
      process.kill(pid, 'SIGKILL');
      return;
    }
    await pause(POLL_MS);
  }
}

/** Pids are used again: a process counts as ours only while its command line names one of our folders. */
async function isOurs(pid: number, marks: readonly string[]): Promise<boolean> {
  const command = await commandOf(pid);
  return marks.some((mark) => command.includes(mark));
}

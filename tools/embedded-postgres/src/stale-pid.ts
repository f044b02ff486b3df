import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { commandOf } from './process-command.js';

/**
 * Takes away the pid file that a killed server left, where its number now belongs to a process of somebody else's.
 * PostgreSQL asks only whether a process of that number lives, and would refuse every start until it ends.
 */
export async function removeStalePid(dataDir: string): Promise<void> {
  const file = path.join(dataDir, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n', 1)[0]);
  const command = await commandOf(pid);
  if (command !== '' && !command.includes(dataDir)) await rm(file, { force: true });
}

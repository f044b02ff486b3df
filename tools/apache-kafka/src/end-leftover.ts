import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { pause } from '@openprepay/pace/pause';

const CHECK_EVERY_MS = 50;
const GONE_WITHIN_MS = 10_000;

/**
 * Ends the broker that an earlier run left behind: if that run was killed its Java process lives on and holds the data. Only a process whose command
 * line names this very folder is touched, as a process id may have passed to another program.
 */
export async function endLeftover(pidFile: string, folder: string): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return;
  if (commandLine(pid).includes(folder)) {
    process.kill(pid, 'SIGKILL');
    const deadline = Date.now() + GONE_WITHIN_MS;
    while (commandLine(pid).includes(folder) && Date.now() < deadline) await pause(CHECK_EVERY_MS);
  }
  await rm(pidFile, { force: true });
}

const commandLine = (pid: number): string => spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).stdout ?? '';

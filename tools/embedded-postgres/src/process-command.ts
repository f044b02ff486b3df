import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The command line of a running process, its arguments between spaces; empty where there is none of that number. From
 * /proc where there is one, else from `ps`.
 */
export async function commandOf(pid: number): Promise<string> {
  if (!Number.isInteger(pid) || pid <= 1) return '';
  const listed = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (listed !== undefined) return listed.replaceAll('\0', ' ').trim();
  if (process.platform === 'linux') return '';
  return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}

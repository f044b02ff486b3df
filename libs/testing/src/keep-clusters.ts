import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLUSTERS_FOLDER, SERVER_FOLDER } from './clusters-folder.js';
import { eventually } from './eventually.js';

/** Before a whole run of tests: what they keep of migrated databases lies in one folder, which goes with the run. */
export async function setup(): Promise<void> {
  process.env[CLUSTERS_FOLDER] = await mkdtemp(join(tmpdir(), 'openprepay-clusters-'));
}

export async function teardown(): Promise<void> {
  const folder = process.env[CLUSTERS_FOLDER];
  if (folder === undefined) return;
  const left = (await readdir(folder)).filter((name) => name.startsWith(SERVER_FOLDER));
  await Promise.all(left.map((name) => endServer(join(folder, name))));
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A server that its process has left running. */
async function endServer(folder: string): Promise<void> {
  const pidOf = async (): Promise<number | undefined> => {
    const text = await readFile(join(folder, 'data/postmaster.pid'), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : Number(text.split('\n')[0]);
  };
  await eventually(async () => {
    const pid = await pidOf();
    if (pid === undefined || (await isStranger(pid, join(folder, 'data')))) return;
    try {
      process.kill(pid, 'SIGQUIT');
    } catch {
      // It was killed with its process, and has left its file.
      return;
    }
    throw new Error(`PostgreSQL ${pid} of ${folder} goes on`);
  });
}

/** Whether the number is another process's by now: PostgreSQL works in its data folder, where the system tells. */
async function isStranger(pid: number, data: string): Promise<boolean> {
  const at = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return at !== undefined && at !== data;
}

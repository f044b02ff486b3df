import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The user that PostgreSQL runs as where root has no user namespaces to give it. */
const NOBODY = 65_534;

/** PostgreSQL refuses to run as root; this says how a command is started instead. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

export type Launcher = (command: string, args: readonly string[]) => Launch;

/**
 * Picks how PostgreSQL is started by this user: as it is; as root, in a user namespace where it is not root (the data
 * may then stay where only root can go); failing that, as `nobody`, who is given the data folder.
 */
export async function unprivilegedLauncher(dataDir: string): Promise<Launcher> {
  if (process.getuid?.() !== 0) return (command, args) => ({ command, args });

  const namespace = ['--user', '--map-user=1000'];
  const hasNamespaces = await run('unshare', [...namespace, 'true']).then(
    () => true,
    () => false,
  );
  if (hasNamespaces) return (command, args) => ({ command: 'unshare', args: [...namespace, command, ...args] });

  await chown(dataDir, NOBODY, NOBODY);
  return (command, args) => ({ command, args, uid: NOBODY, gid: NOBODY });
}

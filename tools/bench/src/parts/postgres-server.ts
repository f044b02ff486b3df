import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pause } from '@openprepay/pace/pause';
import { prepareCluster, SUPERUSER } from '@openprepay/embedded-postgres/cluster';
import pg from 'pg';
import { freePort } from '@openprepay/pace/free-ports';

const PASSWORD = 'bench-password';
const START_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

export interface PostgresServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The PostgreSQL of `npm start`, with the same settings, above all with its commits on disk, on a folder of its own. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  const cluster = await prepareCluster({ dataDir: path.join(folder, 'postgres'), password: PASSWORD });
  const port = await freePort();
  const { command, args, uid, gid } = cluster.launch(port);
  const child = spawn(command, args, {
    stdio: 'ignore',
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
  };
  const url = `postgresql://${SUPERUSER}:${PASSWORD}@127.0.0.1:${port}/postgres`;
  try {
    await answering(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: child.pid!, stop };
}

async function answering(url: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(POLL_MS);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

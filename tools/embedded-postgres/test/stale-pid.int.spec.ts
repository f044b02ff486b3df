import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@openprepay/pace/free-ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareCluster } from '../src/cluster.js';
import { removeStalePid } from '../src/stale-pid.js';

const PASSWORD = 'stale-pid';

describe('a pid file that a killed server left', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'embedded-postgres-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const closed = once(child, 'close');
      child.kill('SIGINT');
      await closed;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const running = (child: ChildProcess): ChildProcess => {
    children.push(child);
    return child;
  };

  it('does not stop the next start when its number belongs to another process by now', async () => {
    const dataDir = path.join(folder, 'postgres');
    await prepareCluster({ dataDir, password: PASSWORD });
    const stranger = running(spawn('sleep', ['600']));
    await writeFile(path.join(dataDir, 'postmaster.pid'), `${stranger.pid}\n${dataDir}\n`);

    const { launch } = await prepareCluster({ dataDir, password: PASSWORD });
    const { command, args, uid, gid } = launch(await freePort());
    const server = running(spawn(command, args, { ...(uid === undefined ? {} : { uid, gid }), stdio: ['ignore', 'ignore', 'pipe'] }));

    expect(await untilSaid(server, ['ready to accept connections', 'lock file'])).toBe('ready to accept connections');
  });

  it('stays where it is while that server runs', async () => {
    const file = path.join(folder, 'postmaster.pid');
    const server = running(spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', folder]));
    await writeFile(file, `${server.pid}\n`);

    await removeStalePid(folder);

    expect(await readFile(file, 'utf8')).toContain(String(server.pid));
  });
});

async function untilSaid(child: ChildProcess, texts: readonly string[]): Promise<string | undefined> {
  let output = '';
  for await (const chunk of child.stderr ?? []) {
    output += String(chunk);
    const said = texts.find((text) => output.includes(text));
    if (said !== undefined) return said;
  }
  return undefined;
}

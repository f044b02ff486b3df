import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@openprepay/testing/eventually';

export const hasMosquitto = (): boolean => spawnSync('mosquitto', ['-h']).error === undefined;

export interface MosquittoUser {
  readonly name: string;
  readonly password: string;
}

/** A real mosquitto on loopback that keeps its sessions on disk and acknowledges meters by itself. */
export class Mosquitto {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(port: number, users: readonly MosquittoUser[]): Promise<Mosquitto> {
    const mosquitto = new Mosquitto(port, await mkdtemp(join(tmpdir(), 'openprepay-mosquitto-')));
    await mosquitto.configure(users);
    await mosquitto.run();
    return mosquitto;
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async run(): Promise<void> {
    this.child = spawn('mosquitto', ['-c', join(this.folder, 'mosquitto.conf')], { stdio: 'ignore' });
    await eventually(() => accepts(this.port));
  }

  private async configure(users: readonly MosquittoUser[]): Promise<void> {
    const passwords = join(this.folder, 'passwords');
    await writeFile(passwords, '', { mode: 0o600 });
    for (const { name, password } of users) execFileSync('mosquitto_passwd', ['-b', passwords, name, password], { stdio: 'ignore' });
    const up = ['readings', 'events', 'token-results', 'state'].map((leaf) => `pattern write meters/%u/${leaf}`);
    const down = ['tokens', 'commands'].map((leaf) => `pattern read meters/%u/${leaf}`);
    await writeFile(join(this.folder, 'acl'), ['user telemetry', 'topic readwrite #', ...up, ...down, ''].join('\n'), { mode: 0o600 });
    const lines = [
      `listener ${this.port} 127.0.0.1`,
      'allow_anonymous false',
      `password_file ${passwords}`,
      `acl_file ${join(this.folder, 'acl')}`,
      'persistence true',
      `persistence_location ${this.folder}/`,
      'autosave_interval 1',
      'autosave_on_changes true',
      'max_inflight_messages 500',
      'max_queued_messages 100000',
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      '',
    ];
    await writeFile(join(this.folder, 'mosquitto.conf'), lines.join('\n'));
  }
}

const accepts = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });

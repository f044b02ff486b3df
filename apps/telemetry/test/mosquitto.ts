import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@openprepay/testing/eventually';
import { hasProgram } from '@openprepay/testing/left-out';

/** For a machine that runs a dozen other processes. */
const START_TIMEOUT_MS = 60_000;

/** Where this machine has no mosquitto, that is written down for `npm test` to tell. */
export const hasMosquitto = (what: string): boolean => hasProgram(what, 'mosquitto', '-h');

/** Writes what guards the broker into its folder. @returns the lines of its configuration that say so */
export type Security = (folder: string) => Promise<readonly string[]>;

/** A real mosquitto on loopback that keeps its sessions on disk and acknowledges meters by itself. */
export class Mosquitto {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly folder: string,
  ) {}

  static async start(port: number, security: Security): Promise<Mosquitto> {
    const mosquitto = new Mosquitto(port, await mkdtemp(join(tmpdir(), 'openprepay-mosquitto-')));
    await mosquitto.configure(security);
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

  /** Its sockets stay open and nothing answers. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  /** It reads its certificates and lists anew. */
  reload(): void {
    this.child?.kill('SIGHUP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** @throws with what it printed, where it ends before it listens */
  async run(): Promise<void> {
    const child = spawn('mosquitto', ['-c', join(this.folder, 'mosquitto.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(`mosquitto has ended: ${printed.join('')}`)));
    ended.catch(() => undefined);
    await Promise.race([ended, eventually(() => accepts(this.port), { timeoutMs: START_TIMEOUT_MS })]);
  }

  private async configure(security: Security): Promise<void> {
    const lines = [
      `listener ${this.port} 127.0.0.1`,
      'allow_anonymous false',
      ...(await security(this.folder)),
      'set_tcp_nodelay true',
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

import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settlesWithin } from '@openprepay/pace/time-limit';
import { ApacheKafkaError } from './apache-kafka-error.js';
import { endLeftover } from './end-leftover.js';
import { runToEnd } from './run-to-end.js';

const LOGGING = join(import.meta.dirname, '..', 'maven', 'log4j2.properties');
const STARTED = 'Kafka Server started';
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;
const FORMAT_TIMEOUT_MS = 60_000;
const SINGLE_HEAP_MB = 384;
const CLUSTER_HEAP_MB = 320;
const KEPT_OUTPUT_CHARACTERS = 8_000;

export interface BrokerNode {
  /** Configuration, log, process id and data of this node. */
  readonly folder: string;
  readonly jars: string;
  /** Classes as the virtual machine keeps them: read from there, or written there when the broker is stopped. */
  readonly archive: { readonly read: string } | { readonly write: string } | undefined;
  readonly clusterId: string;
  readonly properties: string;
  readonly isAlone: boolean;
  /** Told when the process ends without having been asked to. */
  readonly onUnexpectedExit: (detail: string) => void;
}

/** One Apache Kafka broker as a process of its own. */
export class BrokerProcess {
  private child: ChildProcess | undefined;
  private ending = false;

  constructor(private readonly node: BrokerNode) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Formats the data folder if it is new, starts the broker and waits until it serves. */
  async start(): Promise<void> {
    const { folder, properties } = this.node;
    await mkdir(folder, { recursive: true });
    await endLeftover(this.pidFile, folder);
    await writeFile(this.configFile, properties);
    if (!(await isFormatted(folder))) await this.format();
    await this.launch();
  }

  /** Ends the process at once (SIGKILL), as a crash would. */
  kill(): void {
    this.ending = true;
    this.child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.ending = true;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    if (!(await settlesWithin(exited, STOP_TIMEOUT_MS))) child.kill('SIGKILL');
    await exited;
    await rm(this.pidFile, { force: true });
  }

  private get configFile(): string {
    return join(this.node.folder, 'server.properties');
  }

  private get pidFile(): string {
    return join(this.node.folder, 'broker.pid');
  }

  private async format(): Promise<void> {
    const { folder, jars, clusterId } = this.node;
    const args = [...javaArgs(jars), 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', this.configFile, '--ignore-formatted'];
    const { status, output } = await runToEnd('java', args, { cwd: folder, timeoutMs: FORMAT_TIMEOUT_MS });
    if (status !== 0)
      throw new ApacheKafkaError('apache-kafka.format_failed', `the data folder ${folder} could not be formatted:\n${output}`);
  }

  private async launch(): Promise<void> {
    const { folder, jars, archive, isAlone } = this.node;
    const heap = `-Xmx${isAlone ? SINGLE_HEAP_MB : CLUSTER_HEAP_MB}m`;
    const child = spawn('java', [heap, ...archiveArgs(archive), ...javaArgs(jars), 'kafka.Kafka', this.configFile], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.ending = false;
    if (child.pid !== undefined) await writeFile(this.pidFile, String(child.pid));
    await this.untilStarted(child);
  }

  private untilStarted(child: ChildProcess): Promise<void> {
    const log = createWriteStream(join(this.node.folder, 'broker.log'), { flags: 'a' });
    let recent = '';
    return new Promise((resolve, reject) => {
      let started = false;
      const fail = (what: string): void => reject(new ApacheKafkaError('apache-kafka.not_started', `${what}\n${recent}`));
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        fail(`Apache Kafka did not start within ${START_TIMEOUT_MS / 1000} s`);
      }, START_TIMEOUT_MS);
      const read = (chunk: Buffer): void => {
        log.write(chunk);
        recent = (recent + chunk.toString('utf8')).slice(-KEPT_OUTPUT_CHARACTERS);
        if (started || !recent.includes(STARTED)) return;
        started = true;
        clearTimeout(timer);
        resolve();
      };
      child.stdout!.on('data', read);
      child.stderr!.on('data', read);
      child.once('error', (cause) => fail(`java cannot be started: ${cause.message}`));
      child.once('close', (status, signal) => {
        clearTimeout(timer);
        log.end();
        if (!started) fail(`Apache Kafka ended with ${status ?? signal} before it served`);
        else if (!this.ending) this.node.onUnexpectedExit(`Apache Kafka ended with ${status ?? signal}\n${recent}`);
      });
    });
  }
}

/** One broker on a shared machine starts often and lives briefly: the second compiler would cost more than it gives. */
const javaArgs = (jars: string): readonly string[] => [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  `-Dlog4j2.configurationFile=${LOGGING}`,
  '-cp',
  join(jars, '*'),
];

/** One that does not fit the virtual machine any more is passed over by it. */
function archiveArgs(archive: BrokerNode['archive']): readonly string[] {
  if (archive === undefined) return [];
  return ['read' in archive ? `-XX:SharedArchiveFile=${archive.read}` : `-XX:ArchiveClassesAtExit=${archive.write}`];
}

const isFormatted = async (folder: string): Promise<boolean> => {
  const names = await readdir(join(folder, 'data')).catch(() => [] as string[]);
  return names.includes('meta.properties') && (await readFile(join(folder, 'data', 'meta.properties'), 'utf8')).includes('cluster.id');
};

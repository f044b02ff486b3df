import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedKafkaError } from '../embedded-kafka-error.js';
import type { FileCache } from '../log/file-cache.js';
import { PartitionLog } from '../log/partition-log.js';
import type { Topic } from './topic.js';
import { type TopicConfigEntries, parseTopicConfig } from '../topic-config.js';
import { writeDurably } from '../log/write-durably.js';

interface TopicRecord {
  readonly id: number;
  readonly name: string;
  readonly partitions: number;
  readonly config: TopicConfigEntries;
}

interface RegistryFile {
  readonly nextId: number;
  readonly topics: readonly TopicRecord[];
}

/**
 * The topics there are: in memory for requests, in `topics.json` for the next start. A change is seen only once it is durable: nothing may be
 * acknowledged on a topic or partition that a crash would take away.
 */
export class TopicRegistry {
  /** As the file has it, which is what requests see. */
  private topics: ReadonlyMap<string, Topic> = new Map<string, Topic>();
  /** With the changes that are still on their way to the file. */
  private readonly planned = new Map<string, Topic>();
  private nextId = 1;
  private saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly dataDir: string,
    private readonly files: FileCache,
  ) {}

  static async open(dataDir: string, files: FileCache): Promise<TopicRegistry> {
    const registry = new TopicRegistry(dataDir, files);
    await mkdir(join(dataDir, 'topics'), { recursive: true });
    const saved = await readRegistry(registry.path);
    registry.nextId = saved.nextId;
    for (const record of saved.topics) {
      const { id, name, config: entries } = record;
      registry.put({ id, name, entries, partitions: registry.logs(id, record.partitions) });
    }
    registry.topics = new Map(registry.planned);
    await registry.removeStrayDirectories();
    return registry;
  }

  get(name: string): Topic | undefined {
    return this.topics.get(name);
  }

  all(): readonly Topic[] {
    return [...this.topics.values()];
  }

  get partitionCount(): number {
    return this.all().reduce((sum, topic) => sum + topic.partitions.length, 0);
  }

  /** Whether the name is taken, be it by a topic that is just being created. */
  isTaken(name: string): boolean {
    return this.planned.has(name);
  }

  /** Creates the topic, or waits for the one that is just being created under that name. */
  async create(name: string, partitions: number, entries: TopicConfigEntries): Promise<Topic> {
    if (!this.planned.has(name)) {
      const id = this.nextId++;
      this.put({ id, name, entries, partitions: this.logs(id, partitions) });
    }
    const topic = this.planned.get(name)!;
    await this.save();
    return topic;
  }

  async grow(topic: Topic, partitions: number): Promise<void> {
    const { id, name, entries, partitions: existing } = this.planned.get(topic.name) ?? topic;
    this.put({ id, name, entries, partitions: [...existing, ...this.logs(id, partitions).slice(existing.length)] });
    await this.save();
  }

  /** `change` is given what the changes before it have made of the settings. */
  async configure(topic: Topic, change: (entries: TopicConfigEntries) => TopicConfigEntries): Promise<void> {
    const { id, name, partitions, entries } = this.planned.get(topic.name) ?? topic;
    this.put({ id, name, entries: change(entries), partitions });
    await this.save();
  }

  /** The topic is gone once `topics.json` says so; what its files still hold is removed after that, or at the next start. */
  async remove(topic: Topic): Promise<void> {
    this.planned.delete(topic.name);
    await this.save();
    for (const log of topic.partitions) {
      log.removed = true;
      for (const wake of [...log.waiters]) wake();
      for (const segment of log.segments) this.files.forget(segment);
    }
    await rm(this.directory(topic.id), { recursive: true, force: true });
  }

  private put(topic: Omit<Topic, 'config'>): void {
    this.planned.set(topic.name, { ...topic, config: parseTopicConfig(topic.entries) });
  }

  private logs(id: number, partitions: number): PartitionLog[] {
    return Array.from({ length: partitions }, (_, partition) => new PartitionLog(join(this.directory(id), String(partition)), this.files));
  }

  private directory(id: number): string {
    return join(this.dataDir, 'topics', String(id));
  }

  private get path(): string {
    return join(this.dataDir, 'topics.json');
  }

  /** One write at a time, each with the newest state; what it wrote is seen after it. */
  private save(): Promise<void> {
    const write = async (): Promise<void> => {
      const written = new Map(this.planned);
      const topics = [...written.values()].map(({ id, name, partitions, entries }) => ({
        id,
        name,
        partitions: partitions.length,
        config: entries,
      }));
      const content: RegistryFile = { nextId: this.nextId, topics };
      await writeDurably(this.path, JSON.stringify(content, undefined, 1));
      this.topics = written;
    };
    const saved = this.saving.then(write);
    this.saving = saved.catch(() => undefined);
    return saved;
  }

  private async removeStrayDirectories(): Promise<void> {
    const known = new Set(this.all().map((topic) => String(topic.id)));
    for (const name of await readdir(join(this.dataDir, 'topics'))) {
      if (!known.has(name)) await rm(join(this.dataDir, 'topics', name), { recursive: true, force: true });
    }
  }
}

async function readRegistry(path: string): Promise<RegistryFile> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { nextId: 1, topics: [] };
    throw error;
  }
  try {
    return JSON.parse(content) as RegistryFile;
  } catch (cause) {
    throw new EmbeddedKafkaError('embedded-kafka.corrupt_metadata', `${path} is not readable as JSON`, { cause });
  }
}

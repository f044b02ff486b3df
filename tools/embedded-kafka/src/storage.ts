import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrokerLogger } from './broker-logger.js';
import { CommittedOffsets, type OffsetEntry } from './group/committed-offsets.js';
import { type CheckpointParts, beginCheckpoint, restoreCheckpoint } from './journal/checkpoint.js';
import { GroupCommit } from './journal/group-commit.js';
import { encodeBatchEntry, encodeOffsetsEntry, encodeStartEntry } from './journal/journal-entry.js';
import { JournalFiles } from './journal/journal-files.js';
import { replayJournal } from './journal/replay-journal.js';
import { MAX_JOURNAL_FILES } from './limits.js';
import { FileCache } from './log/file-cache.js';
import { loadPartitionLog } from './log/load-partition-log.js';
import { ProducerIds } from './log/producer-ids.js';
import type { BatchHeader } from './record/record-batch.js';
import type { Topic } from './topic/topic.js';
import { TopicRegistry } from './topic/topic-registry.js';

export interface StorageOptions {
  readonly dataDir: string;
  readonly logger: BrokerLogger;
  readonly now: () => number;
  readonly onFailure: (error: Error) => void;
}

/** Everything the broker keeps: topics and their logs, committed offsets, producer ids, and the journal that makes changes durable together. */
export class Storage {
  private openCheckpoints = 0;
  private checkpointing: Promise<void> = Promise.resolve();

  private constructor(
    readonly topics: TopicRegistry,
    readonly offsets: CommittedOffsets,
    readonly producerIds: ProducerIds,
    readonly files: FileCache,
    readonly commit: GroupCommit,
    private readonly journal: JournalFiles,
    private readonly options: StorageOptions,
  ) {}

  /** Opens the data folder and recovers it: checkpoint, then the segments, then the journal on top; what that gives is checkpointed anew. */
  static async open(options: StorageOptions): Promise<Storage> {
    const { dataDir, logger } = options;
    await mkdir(dataDir, { recursive: true });
    const files = new FileCache();
    const topics = await TopicRegistry.open(dataDir, files);
    const offsets = new CommittedOffsets();
    const journal = new JournalFiles(join(dataDir, 'journal'));
    const nowMs = options.now();

    const journalThrough = await restoreCheckpoint({ dataDir, topics, offsets, files });
    for (const topic of topics.all()) for (const log of topic.partitions) await loadPartitionLog(log, { files, logger, nowMs });
    await replayJournal({ journal, topics, offsets, logger, nowMs }, journalThrough);

    const commit: GroupCommit = new GroupCommit({ journal, onFull: () => storage.rotate(), onFailure: options.onFailure });
    const storage: Storage = new Storage(topics, offsets, await ProducerIds.open(dataDir), files, commit, journal, options);
    await storage.rotate();
    await storage.checkpointing;
    return storage;
  }

  /** Appends a checked batch; `commit.durable()` tells when it is safe. @returns its base offset */
  append(topic: Topic, partition: number, { bytes, header }: { readonly bytes: Buffer; readonly header: BatchHeader }): number {
    const log = topic.partitions[partition]!;
    const baseOffset = log.append(bytes, header, { config: topic.config, nowMs: this.options.now() });
    this.commit.append(encodeBatchEntry(topic.id, partition, bytes), log);
    return baseOffset;
  }

  /** Commits offsets; they are seen by readers, and the promise resolves, once they are durable. */
  commitOffsets(entries: readonly OffsetEntry[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    this.commit.append(encodeOffsetsEntry(entries), undefined, () => entries.forEach((entry) => this.offsets.apply(entry)));
    return this.commit.durable();
  }

  /** Gives up the records before `startOffset`; they do not come back once the promise has resolved. */
  moveStart(topic: Topic, partition: number, startOffset: number): Promise<void> {
    const log = topic.partitions[partition]!;
    // Seen only once it is durable: a reader must not find records again that it has been told are gone.
    const apply = (): void => {
      log.startOffset = Math.max(log.startOffset, startOffset);
    };
    this.commit.append(encodeStartEntry({ topicId: topic.id, partition, startOffset }), undefined, apply);
    return this.commit.durable();
  }

  async close(): Promise<void> {
    await this.commit.settle();
    await this.rotate();
    await this.checkpointing;
    await this.journal.close();
    await this.files.closeAll();
  }

  /** Goes on in a new journal file and checkpoints the former ones in the background; runs only between two groups. */
  private async rotate(): Promise<void> {
    if (this.openCheckpoints >= MAX_JOURNAL_FILES) await this.checkpointing;
    const finished = this.journal.number;
    await this.journal.next();
    const begun = beginCheckpoint(this.checkpointParts, finished);
    this.openCheckpoints++;
    const work = this.checkpointing.then(async () => {
      await begun.finish();
      await this.journal.removeThrough(finished);
      this.openCheckpoints--;
    });
    this.checkpointing = work.catch((error: Error) => this.options.onFailure(error));
  }

  private get checkpointParts(): CheckpointParts {
    return { dataDir: this.options.dataDir, topics: this.topics, offsets: this.offsets, files: this.files };
  }
}

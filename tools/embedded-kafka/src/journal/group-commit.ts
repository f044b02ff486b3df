import { EmbeddedKafkaError } from '../embedded-kafka-error.js';
import type { PartitionLog } from '../log/partition-log.js';
import { JOURNAL_FILE_BYTES } from '../limits.js';
import type { JournalFiles } from './journal-files.js';

/** Everything that shares one fsync. */
interface CommitGroup {
  readonly parts: Buffer[];
  readonly logs: Set<PartitionLog>;
  readonly onDurable: (() => void)[];
  readonly written: PromiseWithResolvers;
  readonly durable: PromiseWithResolvers;
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

export interface GroupCommitOptions {
  readonly journal: JournalFiles;
  /** Called between two groups when the journal file is full; everything committed so far is in the segments then. */
  readonly onFull: () => Promise<void>;
  /** A disk that failed once is not trusted again: nothing more is accepted. */
  readonly onFailure: (error: Error) => void;
}

/**
 * The one flusher. What is appended while a flush runs waits for the next one, and all of it, from all partitions and connections, shares that
 * next fsync; an idle broker flushes at once. The partition files are written beside the journal and synced only by checkpoints.
 */
export class GroupCommit {
  private collecting = newGroup();
  private flushing: CommitGroup | undefined;
  private running: Promise<void> | undefined;
  private failure: Error | undefined;

  constructor(private readonly options: GroupCommitOptions) {}

  /** Takes an encoded journal entry, and the log whose pending writes belong to it. `onDurable` runs before anybody learns that it is durable. */
  append(parts: readonly Buffer[], log?: PartitionLog, onDurable?: () => void): void {
    if (this.failure) throw this.failure;
    const group = this.collecting;
    for (const part of parts) group.parts.push(part);
    if (log) group.logs.add(log);
    if (onDurable) group.onDurable.push(onDurable);
    this.running ??= this.afterThisTurn();
  }

  /** Resolves when everything appended so far would survive a power cut. */
  durable(): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    return this.newest()?.durable.promise ?? Promise.resolve();
  }

  /** Resolves when everything appended so far would survive the death of this process. */
  written(): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    return this.newest()?.written.promise ?? Promise.resolve();
  }

  /** Waits until nothing is left to flush. */
  async settle(): Promise<void> {
    while (this.running) await this.running;
  }

  private newest(): CommitGroup | undefined {
    return this.collecting.parts.length > 0 ? this.collecting : this.flushing;
  }

  /** Requests that arrived in the same turn of the event loop get into the same group. */
  private async afterThisTurn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (this.collecting.parts.length > 0) await this.flush();
    } catch (cause) {
      this.fail(new EmbeddedKafkaError('embedded-kafka.storage_failed', 'the data folder cannot be written', { cause }));
    } finally {
      this.flushing = undefined;
      this.running = undefined;
    }
  }

  private async flush(): Promise<void> {
    const group = this.collecting;
    this.flushing = group;
    this.collecting = newGroup();
    const journalled = this.options.journal.commit(group.parts, () => group.written.resolve());
    await Promise.all([journalled, ...[...group.logs].map((log) => log.writePending())]);

    for (const log of group.logs) log.publish();
    for (const apply of group.onDurable) apply();
    group.durable.resolve();
    this.flushing = undefined;
    if (this.options.journal.sizeBytes >= JOURNAL_FILE_BYTES) await this.options.onFull();
  }

  private fail(error: Error): void {
    this.failure = error;
    for (const group of [this.flushing, this.collecting]) {
      group?.written.reject(error);
      group?.durable.reject(error);
    }
    this.collecting = newGroup();
    this.options.onFailure(error);
  }
}

function newGroup(): CommitGroup {
  return { parts: [], logs: new Set(), onDurable: [], written: withResolvers(), durable: withResolvers() };
}

function withResolvers(): PromiseWithResolvers {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Nobody may be waiting when a group fails; those who are get the rejection all the same.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

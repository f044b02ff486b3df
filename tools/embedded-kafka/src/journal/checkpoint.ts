import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbeddedKafkaError } from '../embedded-kafka-error.js';
import type { CommittedOffsets, OffsetEntry } from '../group/committed-offsets.js';
import type { FileCache } from '../log/file-cache.js';
import type { ProducerSnapshot } from '../log/producer-states.js';
import type { Segment } from '../log/segment.js';
import type { TopicRegistry } from '../topic/topic-registry.js';
import { syncDirectory, writeDurably } from '../log/write-durably.js';

interface PartitionState {
  readonly topicId: number;
  readonly partition: number;
  readonly nextOffset: number;
  readonly startOffset: number;
  readonly cleanedOffset: number;
  readonly producers: readonly ProducerSnapshot[];
}

/** What the segments do not hold. The journal written after it is replayed on top. */
interface CheckpointFile {
  readonly journalThrough: number;
  readonly partitions: readonly PartitionState[];
  readonly offsets: readonly OffsetEntry[];
}

export interface CheckpointParts {
  readonly dataDir: string;
  readonly topics: TopicRegistry;
  readonly offsets: CommittedOffsets;
  readonly files: FileCache;
}

const checkpointPath = (dataDir: string): string => join(dataDir, 'checkpoint.json');

/** A checkpoint on its way: `begin` freezes the state at once, `finish` makes it durable while writing goes on. */
export interface BegunCheckpoint {
  finish(): Promise<void>;
}

/** Freezes what is durable now, which includes all of the journal through `journalThrough`. */
export function beginCheckpoint({ dataDir, topics, offsets, files }: CheckpointParts, journalThrough: number): BegunCheckpoint {
  const partitions: PartitionState[] = [];
  const segments: (readonly [Segment, Set<Segment>])[] = [];
  for (const topic of topics.all()) {
    topic.partitions.forEach((log, partition) => {
      const { highWatermark: nextOffset, startOffset, cleanedOffset, unsynced } = log;
      partitions.push({
        topicId: topic.id,
        partition,
        nextOffset,
        startOffset,
        cleanedOffset,
        producers: log.producers.snapshot(nextOffset),
      });
      for (const segment of unsynced) segments.push([segment, unsynced]);
    });
  }
  const content: CheckpointFile = { journalThrough, partitions, offsets: offsets.entries() };
  return {
    finish: async () => {
      await syncSegments(segments, files);
      await writeDurably(checkpointPath(dataDir), JSON.stringify(content));
    },
  };
}

async function syncSegments(segments: readonly (readonly [Segment, Set<Segment>])[], files: FileCache): Promise<void> {
  const directories = new Set<string>();
  for (const [segment, unsynced] of segments) {
    unsynced.delete(segment);
    directories.add(dirname(segment.path));
    directories.add(dirname(dirname(segment.path)));
    try {
      if (!(await segment.sync(files))) unsynced.add(segment);
    } catch (error) {
      // Removed meanwhile, by retention or with its topic: there is nothing left to keep.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  for (const directory of directories) await syncDirectory(directory).catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** Reads the last checkpoint into the topics (before their segments are opened) and the offsets. @returns the journal number it includes */
export async function restoreCheckpoint({ dataDir, topics, offsets }: CheckpointParts): Promise<number> {
  const saved = await readCheckpoint(checkpointPath(dataDir));
  if (!saved) return 0;
  const byId = new Map(topics.all().map((topic) => [topic.id, topic]));
  for (const state of saved.partitions) {
    const log = byId.get(state.topicId)?.partitions[state.partition];
    if (!log) continue;
    log.startOffset = state.startOffset;
    log.cleanedOffset = state.cleanedOffset;
    log.leastNextOffset = state.nextOffset;
    log.producers.restore(state.producers);
  }
  for (const entry of saved.offsets) offsets.apply(entry);
  return saved.journalThrough;
}

async function readCheckpoint(path: string): Promise<CheckpointFile | undefined> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(content) as CheckpointFile;
  } catch (cause) {
    throw new EmbeddedKafkaError('embedded-kafka.corrupt_metadata', `${path} is not readable as JSON`, { cause });
  }
}
